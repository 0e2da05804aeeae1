import { isIP } from "node:net";
import type { DestinationEntry } from "../../../1-load/federation-file.ts";
import type { Grant } from "../../../2-resolve/federation.ts";
import type { Rule, RuleContext } from "../../rule.ts";

/** In mode workloads a failover dials the other clusters' ingress gateways itself, by IP. */
export const failoverStraight: Rule = {
  code: "FED396",
  severity: "error",
  title: "failover that is not straight",
  finds: `\
In mode workloads a failover is tried by the caller's own proxy, which must see
for itself which of the ingress gateways answers.`,
  why: `\
Through the egress gateway it
would see that one alone, always healthy. And its endpoints stand beside those
of a Service, so they are IP addresses: a DNS name cannot.`,
  example: `\
Wrong:

  b: { hostname: b.example.com, gateways: { ingress: { addresses: [b.test] } } }

  a:
    as: bar.shop
    failover: [{ local: { ... } }, { cluster: b }]

Right:

  b: { ..., gateways: { ingress: { addresses: [192.0.2.20] } } }

  a:
    as: bar.shop
    via: direct
    failover: [{ local: { ... } }, { cluster: b }]`,
  check(context) {
    const { federation, at, report } = context;
    const reported = new Set<object>();
    for (const { consumptions } of federation.services)
      for (const { inactive, failover, written, via, cluster } of consumptions) {
        const remote = (failover ?? []).filter((destination) => destination.cluster !== undefined);
        // One that goes across modes is another rule's; how a partner dials is its own business.
        if (
          inactive !== undefined ||
          !cluster.managed ||
          remote.some((one) => one.cluster && federation.modeOf(cluster, one.cluster) === "gateways")
        )
          continue;
        const inForce = remote.filter(({ grant }) => grant?.inactive === undefined && grant?.mode === "workloads");
        if (inForce.length > 0 && via !== "direct" && !reported.has(written)) {
          reported.add(written);
          report({
            at: written.via === undefined ? at.key(written, "failover") : at.value(written, "via"),
            message: "in mode workloads a failover goes straight to the other clusters, not through the egress gateway",
            help: written.via === undefined ? "add `via: direct`" : "write `via: direct`",
          });
        }
        for (const { grant, written: destination } of inForce)
          if (grant && destination && !reported.has(destination)) {
            reported.add(destination);
            checkAddresses(grant, destination, context);
          }
      }
  },
};

function checkAddresses({ exposure }: Grant, destination: DestinationEntry, { at, report }: RuleContext): void {
  const { name, written } = exposure.cluster;
  const addresses = written.gateways?.ingress?.addresses;
  if (addresses === undefined || typeof addresses === "string") return;
  const index = addresses.findIndex((address) => isIP(address) === 0);
  if (index === -1) return;
  report({
    at: at.value(destination, "cluster"),
    message: `in mode workloads a failover needs IP addresses, and \`${name}\` is reached by \`${addresses[index]}\``,
    related: { at: at.key(addresses, index), message: "a DNS name" },
    help: "write the addresses of its ingress gateway, or share the calls out by `routes`",
  });
}
