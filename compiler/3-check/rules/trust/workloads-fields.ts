import { uniqueBy } from "../../repeats.ts";
import { warning } from "../../rule.ts";

export const workloadsFields = warning("FED330", "via in mode gateways", {
  finds: `\
A consume entry chooses by "via" between the egress gateway and the straight way
to the remote ingress gateway, but none of its service's exposers is in mode
workloads with it.`,
  why: `\
Only mode workloads has that choice. In mode gateways, every call goes through
both gateways, which check it. Readers would believe that calls go another way
than they do.`,
  wrongLead: `Does nothing in mode gateways:`,
  wrong: `\
consume:
  cluster1: { as: reviews.default, ..., via: direct }`,
  rightLead: `Enough:`,
  right: `\
consume:
  cluster1: { as: reviews.default, ... }`,
  check({ federation, at, report }) {
    for (const { name, consumptions, exposures } of federation.services) {
      const withVia = consumptions.filter(({ written }) => written.via !== undefined && exposures.length > 0);
      const inModeWorkloads = withVia.filter(({ cluster }) =>
        exposures.some((exposure) => federation.modeOf(exposure.cluster, cluster) === "workloads"),
      );
      const useful = new Set(inModeWorkloads.map(({ written }) => written));
      for (const { key, written } of uniqueBy(withVia, (consumption) => consumption.written))
        if (!useful.has(written))
          report({
            at: at.key(written, "via"),
            message: `\`via\` does nothing: \`${key}\` consumes \`${name}\` in mode gateways`,
            help: "remove `via`",
          });
    }
  },
});
