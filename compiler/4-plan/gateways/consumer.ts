import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { type ClusterView, grantsIn } from "../cluster-view.ts";
import { httpHosts, isTcp, serverNames } from "../exposed-hosts.ts";
import { type Manifest, manifest, metadata, type PlannedFile, suppressed } from "../manifest.ts";
import { pairHost, principalOf, shortened, withAndWithoutPort } from "../names.ts";
import type { AuthorizationRule, Operation, Server } from "../objects.ts";
import { grantedOperations } from "../operations.ts";
import { planPassthrough } from "./passthrough.ts";

/** `consumer-<cluster>.yaml`: the calls that one consuming cluster may make here, as the ingress gateway enforces them. */
export function planConsumers(view: ClusterView): readonly PlannedFile[] {
  const consumers = [...new Set(view.inboundGrants.map(({ consumer }) => consumer))].sort((a, b) => (a.name < b.name ? -1 : 1));
  const consumersInModeGateways = new Set(grantsIn("gateways", view.inboundGrants).map(({ consumer }) => consumer));
  return consumers.map((consumer) => {
    const inboundGrants = view.inboundGrants.filter((grant) => grant.consumer === consumer);
    const several = consumersInModeGateways.size > 1;
    const manifests =
      inboundGrants[0]?.mode === "workloads"
        ? planPassthrough(view, consumer, inboundGrants)
        : [gateway(view, consumer, inboundGrants, several), policy(view, consumer, inboundGrants)];
    return { name: `consumer-${consumer.name}.yaml`, manifests };
  });
}

function gateway({ federation, cluster }: ClusterView, consumer: Cluster, inboundGrants: readonly Grant[], several: boolean): Manifest {
  const pair = pairHost(consumer, cluster);
  const tls = { mode: "MUTUAL", credentialName: cluster.credentials.ingress, subjectAltNames: [consumer.identity.egress] } as const;
  const groups = inboundGrants.some(({ failover }) => failover) ? [`./*.${consumer.name}.${federation}`] : [];
  const https: Server = {
    port: { number: gatewayPort, name: `https-${consumer.name}`, protocol: "HTTPS" },
    hosts: [`./${pair}`, `./*.${pair}`, ...groups],
    tls,
  };
  const tcp = inboundGrants.filter(isTcp).map((grant): Server => {
    const { service } = grant.exposure;
    return {
      port: { number: gatewayPort, name: shortened(`tls-${service.name}`, 63), protocol: "TLS" },
      hosts: serverNames(grant, federation).map((host) => `./${host}`),
      tls,
    };
  });
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: metadata({ federation, namespace: cluster.namespace }, `consumer-${consumer.name}`, several ? suppressed("IST0138") : {}),
      spec: { selector: cluster.ingress?.selector ?? {}, servers: [https, ...tcp] },
    },
    `Only the egress gateway of ${consumer.name} can connect here: its certificate is required.`,
    ...(tcp.length > 0 ? ["Each tcp service has its own server, since Istio gives a terminating server only one tcp route."] : []),
    ...(several ? ["IST0138 does not apply: all consumers share one key pair, but each has its own hosts."] : []),
  );
}

function policy({ federation, cluster }: ClusterView, consumer: Cluster, inboundGrants: readonly Grant[]): Manifest {
  const from = [{ source: { principals: [principalOf(consumer.identity.egress)] } }];
  const to = inboundGrants.filter((grant) => !isTcp(grant)).flatMap((grant) => hostedOperations(grant, federation));
  const sni = inboundGrants.filter(isTcp).flatMap((grant) => serverNames(grant, federation));
  const rules: AuthorizationRule[] = [
    ...(to.length > 0 ? [{ from, to: to.map((operation) => ({ operation })) }] : []),
    ...(sni.length > 0 ? [{ from, when: [{ key: "connection.sni", values: sni }] }] : []),
  ];
  return manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: metadata({ federation, namespace: cluster.namespace }, `consumer-${consumer.name}`),
      spec: { selector: { matchLabels: cluster.ingress?.selector ?? {} }, action: "ALLOW", rules },
    },
    `The calls that ${consumer.name} may make here.`,
  );
}

/** The operations that a grant allows, with the hosts under which the consumer calls the service. */
function hostedOperations(grant: Grant, federation: string): readonly Operation[] {
  const { own, group } = httpHosts(grant, federation);
  const { path } = grant.exposure;
  const by = (hosts: readonly string[], prefix?: string) =>
    grantedOperations(grant, prefix).map((operation) => ({ hosts: hosts.flatMap(withAndWithoutPort), ...operation }));
  if (path === undefined) return by([own, ...group]);
  return [...(group.length > 0 ? by(group) : []), ...by([own], path)];
}
