import { nameSuggester } from "../../name-suggester.ts";
import type { Rule } from "../../rule.ts";

export const unknownService: Rule = {
  code: "FED303",
  severity: "error",
  title: "unknown service",
  finds: `The "to" of an assertion is not a key of "services".`,
  why: `\
An assertion about a service that does not exist would guard nothing: "never"
would hold whatever the grants say.`,
  example: `\
Wrong, where the service is called payments:

  assertions:
    - never: { from: cluster3, to: payment }

Right:

  assertions:
    - never: { from: cluster3, to: payments }`,
  check({ file, at, report }) {
    const services = new Set(Object.keys(file.services));
    const suggest = nameSuggester([...services], "name a key of `services`");
    for (const { never, always } of file.assertions ?? []) {
      const call = never ?? always;
      if (!call || services.has(call.to)) continue;
      report({
        at: at.value(call, "to"),
        message: `an assertion speaks of \`${call.to}\`, which is not listed under \`services\``,
        help: suggest(call.to),
      });
    }
  },
};
