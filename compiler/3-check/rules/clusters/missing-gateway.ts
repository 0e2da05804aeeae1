import type { Grant } from "../../../2-resolve/federation.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import { uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const missingGateway = error("FED317", "missing gateway", {
  finds: `\
A cluster exposes a service and lists no ingress gateway, or it consumes one and
lists no egress gateway.`,
  why: `\
Calls leave a cluster by its egress gateway and enter by its ingress gateway.
fedc deploys only the gateways that a cluster lists, so an edit elsewhere in the
file cannot open the cluster to the outside.`,
  wrongLead: `Wrong, where cluster2 exposes and cluster1 consumes:`,
  wrong: `\
clusters:
  cluster1: { hostname: c1.example.com }
  cluster2: { hostname: c2.example.com }`,
  rightLead: `Right. An empty entry takes the defaults:`,
  right: `\
clusters:
  cluster1:
    hostname: c1.example.com
    gateways: { egress: {} }
  cluster2:
    hostname: c2.example.com
    gateways: { ingress: { addresses: [192.0.2.20] } }`,
  remark: `\
In mode workloads, calls with "via: direct" go straight to the other cluster's
ingress gateway. A cluster that has only such calls needs no egress gateway.

A partner with "managed: false" configures itself, so its egress gateway need
not be listed. Its ingress gateway must be, since other clusters dial it.`,
  check({ grants, file, at, report }) {
    const needed = grants.flatMap((grant) => [
      { side: "ingress" as const, cluster: grant.exposure.cluster, grant },
      ...(leavesByEgress(grant) ? [{ side: "egress" as const, cluster: grant.consumer, grant }] : []),
    ]);
    const missing = needed.filter(({ cluster, side }) => !cluster[side]);
    for (const { cluster, side, grant } of uniqueBy(missing, ({ cluster, side }) => `${cluster.name} ${side}`)) {
      const { service, cluster: exposer } = grant.exposure;
      const gateways = side === "ingress" ? "`gateways: { ingress: { addresses: [...] } }`" : "`gateways: { egress: {} }`";
      const uses = side === "ingress" ? `exposes \`${service.name}\`` : `consumes \`${service.name}\` of \`${exposer.name}\``;
      report({
        at: cluster.written.gateways ? at.key(cluster.written, "gateways") : at.key(file.clusters, cluster.name),
        message: `\`${cluster.name}\` ${uses}, but does not list an ${side} gateway`,
        related: { at: allowPlace(at, grant.allow), message: "needed for this" },
        help: `add ${gateways}${side === "egress" && grant.mode === "workloads" ? ", or consume it with `via: direct`" : ""}`,
      });
    }
  },
});

/** In mode workloads, proxies dial the clusters of a failover directly, and other clusters if the entry says `via: direct`. */
function leavesByEgress({ consumer, mode, users }: Grant): boolean {
  return consumer.managed && (mode === "gateways" || users.some(({ via, failover }) => via === "egress" && !failover));
}
