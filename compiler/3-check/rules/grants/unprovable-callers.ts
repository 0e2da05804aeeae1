import type { AllowEntry, Mode } from "../../../1-load/federation-file.ts";
import { entriesOf } from "../../entries.ts";
import type { Rule } from "../../rule.ts";

export const unprovableCallers: Rule = {
  code: "FED331",
  severity: "error",
  title: "callers that the exposing cluster cannot tell apart",
  finds: `An "allow" has "callers", although the two clusters are in mode gateways.`,
  why: `\
In mode gateways the exposing cluster can check which cluster calls, but not
which workload: TLS ends at the consumer's egress gateway. Nothing would enforce
the list. That egress gateway enforces the "callers" under "consume", so list
them there.

In mode workloads the called workload sees who calls, and "callers" is required.
An entry for a group with clusters of both modes can only say "callers: any".`,
  example: `\
Wrong:

  expose:
    cluster2:
      allow:
        cluster1: { methods: [GET], callers: [default/web] }

Right:

  expose:
    cluster2:
      allow:
        cluster1: { methods: [GET] }
  consume:
    cluster1: { ..., callers: [default/web] }`,
  check({ federation, file, at, report }) {
    const modes = new Map<AllowEntry, Set<Mode>>();
    for (const { exposures } of federation.services)
      for (const { allows } of exposures)
        for (const { written, exposure, consumer } of allows) {
          if (typeof written === "string") continue;
          modes.set(written, (modes.get(written) ?? new Set()).add(federation.modeOf(exposure.cluster, consumer)));
        }
    for (const { entry, alternatives, key, expose } of entriesOf(file).allows) {
      const found = modes.get(entry);
      if (!found?.has("gateways")) continue;
      const both = found.has("workloads");
      for (const alternative of alternatives) {
        const { callers, inactive } = alternative;
        if (callers === undefined || inactive !== undefined || (both && callers === "any")) continue;
        report({
          at: at.key(alternative, "callers"),
          message: both
            ? `\`${expose.key}\` cannot tell callers apart in every cluster of \`${key}\`: some are in mode gateways with it`
            : `\`${expose.key}\` cannot tell callers of \`${key}\` apart: the two are in mode gateways`,
          help: both
            ? "write an entry of its own for the clusters in mode workloads"
            : `take \`callers\` away here; \`callers\` under \`consume\` of \`${key}\` is enforced at its egress gateway`,
        });
      }
    }
  },
};
