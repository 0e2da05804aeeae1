import { repeatsBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const trustPairs = error("FED332", "pair of clusters named twice", {
  finds: `\
An entry of "trust.pairs" repeats an earlier pair, in either order, or names one
cluster as both members. A group means each of its clusters.`,
  why: `\
"trust.pairs" gives a pair of clusters a mode of its own. A second entry could
give it a second mode, and readers could not tell which one holds.`,
  wrong: `\
pairs:
  - { between: [cluster1, cluster2], mode: gateways }
  - { between: [cluster2, cluster1], mode: workloads }`,
  right: `\
pairs:
  - { between: [cluster1, cluster2], mode: gateways }`,
  check({ file: { trust }, at, report }) {
    const pairs = (trust.pairs ?? []).map(({ between }) => between);
    for (const pair of pairs)
      if (pair[0] === pair[1])
        report({ at: at.value(pair, 1), message: `\`${pair[0]}\` is paired with itself`, help: "name two clusters" });
    const different = pairs.filter(([a, b]) => a !== b);
    for (const { first, repeat } of repeatsBy(different, (pair) => pair.toSorted().join(" ")))
      report({
        at: at.value(repeat, 0),
        message: `\`${repeat[0]}\` and \`${repeat[1]}\` are paired here a second time`,
        related: { at: at.value(first, 0), message: "first here" },
        help: "keep one of the two",
      });
  },
});
