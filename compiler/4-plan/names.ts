import { createHash } from "node:crypto";
import { deploymentName } from "../2-resolve/cluster.ts";
import type { Cluster, Consumption, FederatedService, Grant } from "../2-resolve/federation.ts";
import type { ServedSubset } from "../2-resolve/served-subset.ts";

/** Partners' clusters and firewalls rely on these names. They are stable, and do not depend on other entries of the file. */

/** SNI between two clusters' gateways: `cluster1.c2.example.com`. */
export function pairHost(consumer: Cluster, exposer: Cluster): string {
  return `${consumer.name}.${exposer.hostname}`;
}

/** One service for one consumer, `reviews.cluster1.c2.example.com`, or one subset of it, `reviews--v2.cluster1.c2.example.com`. */
export function serviceHost(grant: Grant): string {
  return `${grantedName(grant)}.${pairHost(grant.consumer, grant.exposure.cluster)}`;
}

/** The name of a service or of one of its subsets. A service's own name contains no `--`. */
export function grantedName({ exposure, subset }: Grant): string {
  return subset ? `${exposure.service.name}--${subset.name}` : exposure.service.name;
}

/** One service for one consumer, the same at every exposing cluster: `reviews.cluster1.bookinfo`. */
export function groupHost(service: FederatedService, consumer: Cluster, federation: string): string {
  return `${service.name}.${consumer.name}.${federation}`;
}

/** The hosts under which a consumer calls an HTTP service: its own, where the exposure's path is prepended, and the group's. */
export function httpHosts(grant: Grant, federation: string): { readonly own: string; readonly group: readonly string[] } {
  return {
    own: serviceHost(grant),
    group: grant.failover ? [groupHost(grant.exposure.service, grant.consumer, federation)] : [],
  };
}

/** The server names of a service for a consumer, where gateways route by server name alone: tcp, and everything in mode workloads. */
export function serverNames(grant: Grant, federation: string): readonly string[] {
  return [
    ...(grant.direct ? [serviceHost(grant)] : []),
    ...(grant.failover ? [groupHost(grant.exposure.service, grant.consumer, federation)] : []),
  ];
}

export function isTcp(grant: Grant): boolean {
  return grant.exposure.service.protocol === "tcp";
}

/** One service of one exposing cluster, as the consumer's proxies know it in mode workloads: `bar.b.partners.internal`. */
export function internalHost(grant: Grant, federation: string): string {
  return `${grantedName(grant)}.${grant.exposure.cluster.name}.${federation}.internal`;
}

/** A failover group in mode workloads: `bar.failover.partners.internal`. */
export function internalGroupHost(service: FederatedService, federation: string): string {
  return `${service.name}.failover.${federation}.internal`;
}

/** SNI from an application's proxy to its own egress gateway, for all HTTP. */
export function egressSni(cluster: Cluster): string {
  return `egress.${cluster.hostname}`;
}

/**
 * An unused address, for a host that is only a route destination. Without an address, a tcp port of the host would capture every connection
 * to that port that no Service claims. Istio assigns addresses itself only where it captures DNS, from the block below this one.
 */
export function unroutedAddress(host: string): string {
  const [first, second] = createHash("sha256").update(host).digest();
  return `240.241.${first}.${second}`;
}

/** The egress gateway's Service, which applications' proxies connect to. */
export function egressServiceHost(cluster: Cluster): string {
  return `${deploymentName("egress")}.${cluster.namespace}.svc.${cluster.istio.domain}`;
}

/** A host as policies must list it: Istio compares it with the whole Host header, including the port and ignoring case. */
export function withAndWithoutPort(host: string): readonly string[] {
  return [host, `${host}:*`];
}

/** Limits the length of a name: a longer name is cut and ends in a hash of the whole name. */
export function shortened(name: string, limit: number): string {
  if (name.length <= limit) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 10);
  return `${name.slice(0, limit - hash.length - 1).replace(/[-.]+$/, "")}-${hash}`;
}

/** A name within Istio's limit for subsets. */
export function subsetName(name: string): string {
  return shortened(name, 63);
}

/** The subset of a local Service that serves one service, or a named subset of it. A service may be named like the subset `tls-passthrough`. */
export function servedSubset({ name }: FederatedService, named?: ServedSubset): string {
  if (named) return subsetName(`${name}--${named.name}--subset`);
  return name === tlsPassthrough(undefined) ? `${name}--subset` : subsetName(name);
}

/** The subset of a local Service that is called without the mesh's own TLS: all pods, or those that serve one service or a named subset of it. */
export function tlsPassthrough(service: FederatedService | undefined, named?: ServedSubset): string {
  if (!service) return "tls-passthrough";
  return subsetName(named ? `${service.name}--${named.name}--tls-passthrough` : `${service.name}--tls-passthrough`);
}

/** Names the objects, subsets and servers of one service of one exposing cluster, or of one subset of it. */
export function usedName(grant: Grant): string {
  return `${grantedName(grant)}--${grant.exposure.cluster.name}`;
}

/** A name within Kubernetes' limit for most objects. */
export function objectName(name: string): string {
  return shortened(name, 253);
}

/** The VirtualService to which gateways of the user delegate the calls of one port of a local name. */
export function delegateName({ as, port }: Consumption): string {
  return objectName(`delegate-${as?.name}.${as?.namespace}.${port}`);
}

/** The principals of local callers, each `namespace/name` or `namespace/*`. `any` is everyone in the mesh. */
export function principals(cluster: Cluster, callers: "any" | readonly string[]): readonly string[] {
  if (callers === "any") return [everyone(cluster)];
  return callers.map((caller) => {
    const [namespace, name] = caller.split("/");
    return `${cluster.trustDomain}/ns/${namespace}/${name === "*" ? "*" : `sa/${name}`}`;
  });
}

/** Everyone in a cluster's mesh. */
export function everyone({ trustDomain }: Cluster): string {
  return `${trustDomain}/*`;
}

/** SPIFFE IDs of service accounts in one namespace of a cluster. */
export function spiffeIds({ trustDomain }: Cluster, namespace: string, accounts: readonly string[]): readonly string[] {
  return accounts.map((account) => `spiffe://${trustDomain}/ns/${namespace}/sa/${account}`).sort();
}

/** The principal of a cluster's ingress gateway in its own mesh, even if it does not have one yet. */
export function ingressPrincipal({ trustDomain, namespace, ingress }: Cluster): string {
  return `${trustDomain}/ns/${namespace}/sa/${ingress?.serviceAccount ?? deploymentName("ingress")}`;
}

/** A SPIFFE ID as policies write it. */
export function principalOf(spiffeId: string): string {
  return spiffeId.replace(/^spiffe:\/\//, "");
}
