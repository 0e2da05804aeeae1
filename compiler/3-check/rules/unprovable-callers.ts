import type { AllowEntry } from "../../1-load/federation-file.ts";
import type { Allow } from "../../2-resolve/federation.ts";
import { entriesOf } from "../entries.ts";
import type { Rule } from "../rule.ts";

/** An exposing cluster limits callers only where it can tell them apart. */
export const unprovableCallers: Rule = {
  code: "FED331",
  severity: "error",
  title: "callers that the exposing cluster cannot tell apart",
  explain: `\
In mode gateways the exposing cluster proves which cluster calls, not which
workload: TLS ends at the consumer's egress gateway, and that gateway checks the
callers that the consumer lists. So "callers" in an "allow" would promise what
nobody enforces. Who may call is written in the consuming half.

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
    cluster1: { ..., callers: [default/web] }
`,
  check({ federation, file, at, report }) {
    const allows = federation.services.flatMap(({ exposures }) => exposures.flatMap((exposure) => exposure.allows));
    const provable = new Set<AllowEntry>();
    const consumers = new Map<AllowEntry, Allow>();
    for (const allow of allows) {
      if (typeof allow.written === "string") continue;
      consumers.set(allow.written, allow);
      if (federation.modeOf(allow.exposure.cluster, allow.consumer) === "workloads") provable.add(allow.written);
    }
    for (const { entry, alternatives, key, expose } of entriesOf(file).allows) {
      if (!consumers.has(entry) || provable.has(entry)) continue;
      for (const alternative of alternatives)
        if (alternative.callers !== undefined && alternative.inactive === undefined)
          report({
            at: at.key(alternative, "callers"),
            message: `\`${expose.key}\` cannot tell callers of \`${key}\` apart: the two are in mode gateways`,
            help: `take \`callers\` away here; \`callers\` under \`consume\` of \`${key}\` is enforced at its egress gateway`,
          });
    }
  },
};
