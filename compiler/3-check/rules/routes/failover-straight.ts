import { isIP } from "node:net";
import type { Consumption, Destination, Federation } from "../../../2-resolve/federation.ts";
import { uniqueBy } from "../../repeats.ts";
import { oncePerEntry } from "../../resolved.ts";
import { error } from "../../rule.ts";

export const failoverStraight = error("FED396", "failover that is not direct", {
  finds: `\
In mode workloads, a failover goes through the egress gateway, or to an ingress
gateway that has a DNS name instead of IP addresses.`,
  why: `\
In mode workloads, the caller's own proxy tries the destinations, so it must see
for itself which ingress gateway answers. Through the egress gateway it would
see that one alone, which is always healthy, and would never fail over. The
endpoints stand beside those of a Service, so they must be IP addresses.`,
  wrong: `\
b: { hostname: b.example.com, gateways: { ingress: { addresses: [b.test] } } }

a:
  as: bar.shop
  failover: [{ local: { ... } }, { cluster: b }]`,
  right: `\
b: { ..., gateways: { ingress: { addresses: [192.0.2.20] } } }

a:
  as: bar.shop
  via: direct
  failover: [{ local: { ... } }, { cluster: b }]`,
  check({ federation, consumptions, at, report }) {
    const isIndirect = (consumption: Consumption) => consumption.via !== "direct" && dialled(consumption, federation).length > 0;
    for (const { written } of oncePerEntry(federation, isIndirect))
      report({
        at: written.via === undefined ? at.key(written, "failover") : at.value(written, "via"),
        message: "in mode workloads a failover goes straight to the other clusters, not through the egress gateway",
        help: written.via === undefined ? "add `via: direct`" : "write `via: direct`",
      });
    const destinations = consumptions.flatMap((consumption) => dialled(consumption, federation));
    for (const { cluster, written } of uniqueBy(destinations, (destination) => destination.written)) {
      const addresses = cluster?.written.gateways?.ingress?.addresses ?? "pending";
      const index = addresses === "pending" ? -1 : addresses.findIndex((address) => isIP(address) === 0);
      if (!cluster || !written || addresses === "pending" || index === -1) continue;
      report({
        at: at.value(written, "cluster"),
        message: `in mode workloads a failover needs IP addresses, and \`${cluster.name}\` is reached by \`${addresses[index]}\``,
        related: { at: at.key(addresses, index), message: "a DNS name" },
        help: "write the addresses of its ingress gateway, or divide the calls by `routes`",
      });
    }
  },
});

/**
 * The destinations that the caller's proxy dials in mode workloads. None for a failover across modes, which another rule reports, and
 * none for a partner that configures itself: fedc does not decide how it dials.
 */
function dialled({ inactive, failover = [], cluster }: Consumption, federation: Federation): readonly Destination[] {
  if (failover.length === 0 || inactive !== undefined || !cluster.managed) return [];
  const remote = failover.filter((destination) => destination.cluster !== undefined);
  if (remote.some((destination) => destination.cluster && federation.modeOf(cluster, destination.cluster) === "gateways")) return [];
  return remote.filter(({ grant }) => grant?.inactive === undefined && grant?.mode === "workloads");
}
