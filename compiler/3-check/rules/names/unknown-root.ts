import { nameSuggester } from "../../name-suggester.ts";
import type { Rule } from "../../rule.ts";

/** A root that a cluster names is listed under `trust.roots`. */
export const unknownRoot: Rule = {
  code: "FED302",
  severity: "error",
  title: "unknown root",
  finds: `\
A cluster says by a key of "trust.roots" which authority signs its certificates.`,
  why: `\
Without that authority's public certificate nobody could check who is calling.`,
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
