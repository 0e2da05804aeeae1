import type { Cluster, Grant } from "../../../2-resolve/federation.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import type { Rule, RuleContext } from "../../rule.ts";

export const missingGateway: Rule = {
  code: "FED317",
  severity: "error",
  title: "missing gateway",
  finds: `\
A cluster exposes a service and lists no ingress gateway, or it consumes one and
lists no egress gateway.`,
  why: `\
Calls leave a cluster by its egress gateway and enter by its ingress gateway.
fedc deploys only the gateways that a cluster lists, so an edit elsewhere in the
file cannot open the cluster to the outside.`,
  example: `\
Wrong, where cluster2 exposes and cluster1 consumes:

  clusters:
    cluster1: { hostname: c1.example.com }
    cluster2: { hostname: c2.example.com }

Right. An empty entry takes the defaults:

  clusters:
    cluster1:
      hostname: c1.example.com
      gateways: { egress: {} }
    cluster2:
      hostname: c2.example.com
      gateways: { ingress: { addresses: [192.0.2.20] } }

In mode workloads, calls with "via: direct" go straight to the other cluster's
ingress gateway. A cluster that has only such calls needs no egress gateway.

A partner with "managed: false" configures itself, so its egress gateway need
not be listed. Its ingress gateway must be, since other clusters dial it.`,
  check(context) {
    const reported = new Set<string>();
    for (const grant of context.federation.grants) {
      if (grant.inactive !== undefined) continue;
      for (const [cluster, side] of [[grant.exposure.cluster, "ingress"] as const, [grant.consumer, "egress"] as const]) {
        const key = `${cluster.name} ${side}`;
        if (cluster[side] || reported.has(key) || (side === "egress" && !leavesByEgress(grant))) continue;
        reported.add(key);
        reportMissing(cluster, side, grant, context);
      }
    }
  },
};

/** In mode workloads a failover is dialled straight, everything else if it says `via: direct`. */
function leavesByEgress(grant: Grant): boolean {
  if (!grant.consumer.managed || grant.mode === "gateways") return grant.consumer.managed;
  return grant.users.some(({ via, failover }) => via === "egress" && !failover);
}

function reportMissing(
  cluster: Cluster,
  side: "ingress" | "egress",
  { exposure, allow, mode }: Grant,
  { at, file, report }: RuleContext,
): void {
  const { service, cluster: exposer } = exposure;
  const egressHelp = "add `gateways: { egress: {} }`";
  report({
    at: cluster.written.gateways ? at.key(cluster.written, "gateways") : at.key(file.clusters, cluster.name),
    message:
      side === "ingress"
        ? `\`${cluster.name}\` exposes \`${service.name}\` and lists no ingress gateway`
        : `\`${cluster.name}\` consumes \`${service.name}\` of \`${exposer.name}\` and lists no egress gateway`,
    related: { at: allowPlace(at, allow), message: "needed for this" },
    help:
      side === "ingress"
        ? "add `gateways: { ingress: { addresses: [...] } }`"
        : mode === "workloads"
          ? `${egressHelp}, or consume it with \`via: direct\``
          : egressHelp,
  });
}
