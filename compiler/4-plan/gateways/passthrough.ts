import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import type { ClusterView } from "../cluster-view.ts";
import { serverNames } from "../exposed-hosts.ts";
import { type Manifest, manifest, metadata } from "../manifest.ts";
import { pairHost } from "../names.ts";

/** How one consuming cluster comes in in mode workloads: its workloads' TLS goes on to the called workload as it is. */
export function planPassthrough(
  { federation, cluster }: ClusterView,
  consumer: Cluster,
  inboundGrants: readonly Grant[],
): readonly Manifest[] {
  const groups = inboundGrants.some(({ failover }) => failover) ? [`./*.${consumer.name}.${federation}`] : [];
  const about = metadata({ federation, namespace: cluster.namespace }, `consumer-${consumer.name}`);
  const selector = cluster.ingress?.selector ?? {};
  const gateway = manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: about,
      spec: {
        selector,
        servers: [
          {
            port: { number: gatewayPort, name: `tls-${consumer.name}`, protocol: "TLS" },
            hosts: [`./*.${pairHost(consumer, cluster)}`, ...groups],
            tls: { mode: "PASSTHROUGH" },
          },
        ],
      },
    },
    `The workloads of ${consumer.name} prove who they are to the called workload itself; the server name tells which that is.`,
  );
  const policy = manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: about,
      spec: {
        selector: { matchLabels: selector },
        action: "ALLOW",
        rules: [{ when: [{ key: "connection.sni", values: sorted(inboundGrants.flatMap((grant) => serverNames(grant, federation))) }] }],
      },
    },
    `What ${consumer.name} may ask for; which of its workloads, and with what, is decided at the called workload.`,
  );
  return [gateway, policy];
}
