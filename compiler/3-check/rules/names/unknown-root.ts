import { nameSuggester } from "../../name-suggester.ts";
import type { Rule } from "../../rule.ts";

export const unknownRoot: Rule = {
  code: "FED302",
  severity: "error",
  title: "unknown root",
  finds: `The "root" of a cluster's gateways or workloads is not a key of "trust.roots".`,
  why: `\
The root says which authority signs the cluster's certificates. Without its
public certificate the other clusters cannot check who is calling.`,
  example: `\
Wrong, where "trust.roots" has example-ca:

  trust: { gateways: { root: exmaple-ca } }

Right:

  trust: { gateways: { root: example-ca } }`,
  check({ file, at, report }) {
    const roots = new Set(Object.keys(file.trust.roots));
    const suggest = nameSuggester([...roots], "list its public certificate under `trust.roots`");
    for (const [name, { trust }] of Object.entries(file.clusters))
      for (const part of [trust?.gateways, trust?.workloads]) {
        if (part?.root === undefined || roots.has(part.root)) continue;
        report({
          at: at.value(part, "root"),
          message: `\`${name}\` names the root \`${part.root}\`, which is not listed under \`trust.roots\``,
          help: suggest(part.root),
        });
      }
  },
};
