import type { Rule } from "../rule.ts";
import { allowPlace } from "../written-places.ts";

/** This version compiles mode gateways: a pair in mode workloads has no grant in force. */
export const modeWorkloads: Rule = {
  code: "FED329",
  severity: "error",
  title: "mode workloads",
  explain: `\
In mode gateways dedicated gateways trust each other, and every call is checked
at both of them. In mode workloads TLS runs from workload to workload. The
language has words for both; this version of fedc compiles mode gateways, and
refuses the other rather than emit something else than what was written.

Refused, as soon as a grant between the two is in force:

  trust:
    mode: workloads

Compiled:

  trust:
    mode: gateways
`,
  check({ federation, file, at, report }) {
    const told = new Set<object>();
    for (const { exposure, consumer, inactive, allow } of federation.grants) {
      const exposer = exposure.cluster;
      if (inactive !== undefined || federation.modeOf(exposer, consumer) !== "workloads") continue;
      const pair = file.trust.pairs?.find(({ between }) => [exposer, consumer].every(({ name }) => between.includes(name)));
      const written = pair ?? file.trust;
      if (told.has(written)) continue;
      told.add(written);
      report({
        at: pair ? at.value(pair, "mode") : at.value(file.trust, "mode"),
        message: `\`${exposer.name}\` and \`${consumer.name}\` are in mode workloads, and this version of fedc compiles mode gateways only`,
        related: { at: allowPlace(at, allow), message: "a grant between them" },
        help: "write `mode: gateways`, or make the grants between them `inactive: <reason>`",
      });
    }
  },
};
