import type { Rule } from "../../rule.ts";

/** Each pair of clusters stands once under `trust.pairs`. */
export const trustPairs: Rule = {
  code: "FED332",
  severity: "error",
  title: "pair of clusters named twice",
  finds: `"trust.pairs" gives a pair of clusters a mode of its own.`,
  why: `\
A pair that stands
there twice, in either order, would have two; and a cluster has none with
itself.`,
  example: `\
Wrong:

  pairs:
    - { between: [cluster1, cluster2], mode: gateways }
    - { between: [cluster2, cluster1], mode: workloads }

Right:

  pairs:
    - { between: [cluster1, cluster2], mode: gateways }`,
  check({ file, at, report }) {
    const first = new Map<string, readonly [string, string]>();
    for (const { between } of file.trust.pairs ?? []) {
      const [a, b] = between;
      if (a === b) {
        report({ at: at.value(between, 1), message: `\`${a}\` is paired with itself`, help: "name two clusters" });
        continue;
      }
      const key = a < b ? `${a} ${b}` : `${b} ${a}`;
      const other = first.get(key);
      if (!other) first.set(key, between);
      else
        report({
          at: at.value(between, 0),
          message: `the pair of \`${a}\` and \`${b}\` stands here a second time`,
          related: { at: at.value(other, 0), message: "first here" },
          help: "keep one of the two",
        });
    }
  },
};
