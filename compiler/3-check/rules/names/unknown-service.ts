import { nameSuggester } from "../../name-suggester.ts";
import type { Rule } from "../../rule.ts";

/** A service that an assertion speaks of is listed under `services`. */
export const unknownService: Rule = {
  code: "FED303",
  severity: "error",
  title: "unknown service",
  finds: `An assertion names a service by its key under "services".`,
  why: `\
One about a service
that does not exist would always hold, and guard nothing.`,
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
