import type { Rule } from "../../rule.ts";

export const subsetContradiction: Rule = {
  code: "FED378",
  severity: "error",
  title: "subset without pods",
  finds: `A label has one value in "selector" and another in "subset".`,
  why: `\
"selector" says which pods are behind the Service, and "subset" says which of
these serve the federation. No pod can have both values, so every call gets 503.`,
  example: `\
Wrong:

  selector: { app: ratings, version: v1 }
  subset: { version: v2 }

Right:

  selector: { app: ratings }
  subset: { version: v2 }`,
  check({ federation, at, report }) {
    for (const { exposures } of federation.services)
      for (const { subset, selector, written, service } of exposures) {
        if (!subset || !selector || !written.subset) continue;
        const label = Object.keys(subset).find((key) => selector[key] !== undefined && selector[key] !== subset[key]);
        if (label === undefined) continue;
        report({
          at: at.value(written.subset, label),
          message: `no pod of \`${service.name}\` has \`${label}: ${subset[label]}\`: its selector says \`${label}: ${selector[label]}\``,
          related: { at: at.value(selector, label), message: "what the selector says" },
          help: "leave the label out of `selector`, or name the same value",
        });
      }
  },
};
