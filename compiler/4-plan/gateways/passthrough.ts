import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import type { ClusterView } from "../cluster-view.ts";
import { serverNames } from "../exposed-hosts.ts";
import { type Manifest, manifest, metadata } from "../manifest.ts";
import { pairHost } from "../names.ts";

/** The entrance for one consuming cluster in mode workloads. TLS passes through to the called workload. */
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
    `TLS is not terminated here: workloads of ${consumer.name} authenticate to the called workload, which the server name selects.`,
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
    `The services that ${consumer.name} may connect to. The called workload decides which callers and which calls are allowed.`,
  );
  return [gateway, policy];
}
