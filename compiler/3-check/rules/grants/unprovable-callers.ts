import { grouped } from "../../../2-resolve/grouped.ts";
import { error } from "../../rule.ts";

export const unprovableCallers = error("FED331", "callers that the exposing cluster cannot distinguish", {
  finds: `An "allow" has "callers", although the two clusters are in mode gateways.`,
  why: `\
In mode gateways the exposing cluster can check which cluster calls, but not
which workload: TLS ends at the consumer's egress gateway. Nothing would enforce
the list. That egress gateway enforces the "callers" under "consume", so list
them there.

In mode workloads the called workload sees who calls, and "callers" is required.
An entry for a group with clusters of both modes can only say "callers: any".`,
  wrong: `\
expose:
  cluster2:
    allow:
      cluster1: { methods: [GET], callers: [default/web] }`,
  right: `\
expose:
  cluster2:
    allow:
      cluster1: { methods: [GET] }
consume:
  cluster1: { ..., callers: [default/web] }`,
  check({ federation, exposures, allows, at, report }) {
    const withCallers = allows.filter(({ alternatives }) => alternatives.some(({ callers }) => callers !== undefined));
    if (withCallers.length === 0) return;
    const linkedAllows = grouped(
      exposures.flatMap((exposure) => exposure.allows),
      ({ written }) => written,
    );
    for (const { entry, alternatives, key, expose } of withCallers) {
      const modes = new Set(linkedAllows.get(entry)?.map(({ exposure, consumer }) => federation.modeOf(exposure.cluster, consumer)));
      if (!modes.has("gateways")) continue;
      const both = modes.has("workloads");
      for (const alternative of alternatives) {
        const { callers, inactive } = alternative;
        if (callers === undefined || inactive !== undefined || (both && callers === "any")) continue;
        report({
          at: at.key(alternative, "callers"),
          message: both
            ? `\`${expose.key}\` cannot distinguish callers in every cluster of \`${key}\`: some are in mode gateways with it`
            : `\`${expose.key}\` cannot distinguish callers of \`${key}\`: the two are in mode gateways`,
          help: both
            ? "write a separate entry for the clusters in mode workloads"
            : `remove \`callers\` here; \`callers\` under \`consume\` of \`${key}\` is enforced at its egress gateway`,
        });
      }
    }
  },
});
