import { createHash } from "node:crypto";
import { deploymentName } from "../2-resolve/cluster.ts";
import type { Cluster, FederatedService } from "../2-resolve/federation.ts";

/** The names that partners' clusters and firewalls rely on: they are settled, and none of them depends on what else is in the file. */

/** SNI between two clusters' gateways: `cluster1.c2.example.com`. */
export function pairHost(consumer: Cluster, exposer: Cluster): string {
  return `${consumer.name}.${exposer.hostname}`;
}

/** One service for one consumer: `reviews.cluster1.c2.example.com`. */
export function serviceHost(service: FederatedService, consumer: Cluster, exposer: Cluster): string {
  return `${service.name}.${pairHost(consumer, exposer)}`;
}

/** One service for one consumer, the same at every exposing cluster: `reviews.cluster1.bookinfo`. */
export function groupHost(service: FederatedService, consumer: Cluster, federation: string): string {
  return `${service.name}.${consumer.name}.${federation}`;
}

/** One service of one exposing cluster, as the consumer's proxies know it in mode workloads: `bar.b.partners.internal`. */
export function internalHost(service: FederatedService, exposer: Cluster, federation: string): string {
  return `${service.name}.${exposer.name}.${federation}.internal`;
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
 * An address that nobody has, for a host that is only routed to. A tcp port of a host without any would take every connection to that
 * port that no Service claims, wherever it goes. Istio gives hosts addresses by itself only where it captures DNS, from the block below.
 */
export function unroutedAddress(host: string): string {
  const [first, second] = createHash("sha256").update(host).digest();
  return `240.241.${first}.${second}`;
}

/** What applications' proxies dial. */
export function egressServiceHost(cluster: Cluster): string {
  return `${deploymentName("egress")}.${cluster.namespace}.svc.${cluster.istio.domain}`;
}

/** A host as policies must list it: Istio compares it with the Host header, port included, without regard to case. */
export function withAndWithoutPort(host: string): readonly string[] {
  return [host, `${host}:*`];
}

/** Names at most `limit` long: a longer one ends in a hash of the whole. */
export function shortened(name: string, limit: number): string {
  if (name.length <= limit) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 10);
  return `${name.slice(0, limit - hash.length - 1).replace(/[-.]+$/, "")}-${hash}`;
}

/** Istio's limit for a subset's name. */
export function subsetName(name: string): string {
  return shortened(name, 63);
}

/** The subset of a local Service that one service is about. A service may have the name of what comes next. */
export function servedSubset({ name }: FederatedService): string {
  return name === tlsPassthrough(undefined) ? `${name}--subset` : subsetName(name);
}

/** The subset of a local Service that is called without the mesh's own TLS; of all its pods, or of those that a service is about. */
export function tlsPassthrough(service: FederatedService | undefined): string {
  return service ? subsetName(`${service.name}--tls-passthrough`) : "tls-passthrough";
}

/** One service of one exposing cluster, where it has objects, subsets or servers of its own. */
export function usedName(service: FederatedService, exposer: Cluster): string {
  return `${service.name}--${exposer.name}`;
}

/** Kubernetes' limit for the names of most objects. */
export function objectName(name: string): string {
  return shortened(name, 253);
}

/** The principal of a local caller, `namespace/name` or `namespace/*`; `any` is everyone in the mesh. */
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

/** SPIFFE IDs of accounts in a namespace of a cluster. */
export function spiffeIds({ trustDomain }: Cluster, namespace: string, accounts: readonly string[]): readonly string[] {
  return accounts.map((account) => `spiffe://${trustDomain}/ns/${namespace}/sa/${account}`).sort();
}

/** What a cluster's own ingress gateway is inside its mesh, also while there is none. */
export function ingressPrincipal({ trustDomain, namespace, ingress }: Cluster): string {
  return `${trustDomain}/ns/${namespace}/sa/${ingress?.serviceAccount ?? deploymentName("ingress")}`;
}

/** A SPIFFE ID as policies write it. */
export function principalOf(spiffeId: string): string {
  return spiffeId.replace(/^spiffe:\/\//, "");
}
