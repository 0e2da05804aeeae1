import type { ConsumeEntry } from "../../../1-load/federation-file.ts";
import type { Rule } from "../../rule.ts";

/** `via` stands only where some pair is in mode workloads. */
export const workloadsFields: Rule = {
  code: "FED330",
  severity: "warning",
  title: "via in mode gateways",
  finds: `\
"via" chooses between the egress gateway and the straight way to the remote
ingress gateway.`,
  why: `\
Only mode workloads has that choice: in mode gateways every
call goes through both gateways, which check it.`,
  example: `\
Does nothing in mode gateways:

  consume:
    cluster1: { as: reviews.default, ..., via: direct }

Enough:

  consume:
    cluster1: { as: reviews.default, ... }`,
  check({ federation, at, report }) {
    for (const { name, consumptions, exposures } of federation.services) {
      const idle = new Map<ConsumeEntry, string>();
      const useful = new Set<ConsumeEntry>();
      for (const { cluster, key, written } of consumptions) {
        if (written.via === undefined || exposures.length === 0) continue;
        if (exposures.some((exposure) => federation.modeOf(exposure.cluster, cluster) === "workloads")) useful.add(written);
        else idle.set(written, key);
      }
      for (const [written, key] of idle)
        if (!useful.has(written))
          report({
            at: at.key(written, "via"),
            message: `\`via\` does nothing: \`${key}\` consumes \`${name}\` in mode gateways`,
            help: "take `via` away",
          });
    }
  },
};
