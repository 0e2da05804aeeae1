import type { Cluster, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { Call, ClientCertificate, ExternalClient } from "../../istio/call.ts";
import { getOrMake } from "../../istio/objects/indexed.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { climbingRequests } from "./climbing.ts";
import type { Probe, Sent } from "./probe.ts";
import { below, besideRequests, distinctReadings, distinctRequests, firstGranted, grantedRequests, request } from "./requests.ts";

/** The port that the gateways' pods listen on. */
export const listeningPort = 15443;

export const unknownAuthority = "an authority that nobody knows";

/** The names of a service at an ingress gateway. */
export interface ServerAddress {
  readonly sni: string;
  readonly host: string;
  /** The path before the service's own paths: that of the exposure on its own host, or `/`. */
  readonly under: string;
}

/** The names under which a consumer asks an ingress gateway for a service. */
export interface IngressAddress extends ServerAddress {
  readonly grant: Grant;
}

/**
 * Partners that ask for more than they are granted, with their own key and certificate, and so past all that their own gateway stops: also
 * for the operations that they are granted of other services, since the grants of two services must not add up.
 */
export function* callsByPartners(facts: FederationFacts, grants: readonly Grant[]): Generator<Probe> {
  const pairs = grouped(grants, ({ consumer, exposure }) => `${consumer.name} ${exposure.cluster.name}`);
  for (const pair of pairs.values()) {
    const grantedOfPair = distinctOfPair(pair);
    for (const grant of pair) for (const address of ingressAddresses(facts, grant)) yield* callsByPartner(facts, address, grantedOfPair);
  }
}

/** The requests that are granted of any service of a pair. */
function distinctOfPair(pair: readonly Grant[]): readonly Sent[] {
  const http = pair.flatMap(({ allow, exposure }) => (exposure.service.protocol === "tcp" ? [] : [grantedRequests(allow)]));
  const lists = [...new Set(http)];
  return lists.length === 1 && lists[0] ? lists[0] : distinctRequests(lists.flat());
}

function* callsByPartner(facts: FederationFacts, address: IngressAddress, grantedOfPair: readonly Sent[]): Generator<Probe> {
  const { allow, exposure, consumer } = address.grant;
  const { cluster, service } = exposure;
  const certificate = ownCertificate(consumer);
  const granted = grantedRequests(allow);
  if (service.protocol === "tcp") {
    yield ingressProbe(address, certificate, granted);
    return;
  }
  const climbing = climbingRequests(facts.grants, address.grant);
  const all = distinctReadings(cluster, [granted, besideRequests(allow), climbing, grantedOfPair], address.under);
  yield ingressProbe({ ...address, under: "/" }, certificate, all);
  const renamed = [
    { ...address, host: `${address.host}:8443` },
    { ...address, sni: address.host },
  ];
  for (const other of renamed) yield ingressProbe(other, certificate, firstGranted(allow));
}

/**
 * Calls of each server of an ingress gateway with identities that nobody may show there. HTTP of a pair of clusters shares a server, and a tcp
 * service has its own. `foreign/` decides about the certificates of other clusters and other roots.
 */
export function* forgedCalls(facts: FederationFacts, grants: readonly Grant[]): Generator<Probe> {
  const byServer = grouped(grants, (grant) => {
    const { consumer, exposure } = grant;
    const { cluster, service } = exposure;
    return [facts.names.pair(consumer, cluster), service.protocol === "tcp" ? facts.names.granted(grant) : ""].join(" ");
  });
  for (const [grant] of byServer.values()) {
    const [address] = grant ? ingressAddresses(facts, grant) : [];
    if (!grant || !address) continue;
    const first = firstGranted(grant.allow);
    const { identity, root = unknownAuthority } = grant.consumer;
    const forged: readonly (ClientCertificate | undefined)[] = [
      undefined,
      { uris: [identity.egress], dns: [], root: unknownAuthority },
      { uris: [], dns: [identity.egress], root },
      { uris: [identity.ingress], dns: [], root },
      { uris: [`${identity.egress}-probe`], dns: [], root },
    ];
    for (const certificate of forged) yield ingressProbe(address, certificate, first);
  }
}

/** Calls of a cluster's egress gateway from outside of the mesh. */
export function* callsOfEgress(cluster: Cluster): Generator<Probe> {
  if (!cluster.managed || !cluster.egress) return;
  const { name, hostname } = cluster;
  const at = { cluster: name, gateway: "egress" } as const;
  for (const certificate of [undefined, ownCertificate(cluster)])
    yield externalProbe(at, listeningPort, { sni: `egress.${hostname}`, host: `probe.${hostname}` }, certificate, [request("GET", "/")]);
}

/** The names under which a consumer may ask for a service or a subset: its own, and that of a failover group. */
export function ingressAddresses({ names }: FederationFacts, grant: Grant): readonly IngressAddress[] {
  const { exposure, consumer, direct, failover } = grant;
  const { service, cluster, path = "/" } = exposure;
  const host = names.granted(grant);
  const group = names.group(service, consumer);
  const sni = service.protocol === "tcp" || grant.mode === "workloads" ? host : names.pair(consumer, cluster);
  return [...(direct ? [{ grant, sni, host, under: path }] : []), ...(failover ? [{ grant, sni: group, host: group, under: "/" }] : [])];
}

export function atIngress(address: IngressAddress, certificate: ClientCertificate | undefined, request: Sent): Call {
  return atIngressOf(address.grant.exposure.cluster, address, certificate, request);
}

export function atIngressOf(exposer: Cluster, address: ServerAddress, certificate: ClientCertificate | undefined, request: Sent): Call {
  const { from, requests } = ingressProbeOf(exposer, address, certificate, [request]);
  return { from, ...(requests[0] && { request: requests[0] }) };
}

/** Requests at an ingress gateway, by a client that chooses name and certificate. */
export function ingressProbe(address: IngressAddress, certificate: ClientCertificate | undefined, requests: readonly Sent[]): Probe {
  return ingressProbeOf(address.grant.exposure.cluster, address, certificate, requests);
}

function ingressProbeOf(
  exposer: Cluster,
  { sni, host, under }: ServerAddress,
  certificate: ClientCertificate | undefined,
  requests: readonly Sent[],
): Probe {
  const at = { cluster: exposer.name, gateway: "ingress" } as const;
  return externalProbe(at, listeningPort, { sni, host }, certificate, below(under, requests));
}

/** Requests of a TLS client outside of every mesh. */
export function externalProbe(
  at: ExternalClient["at"],
  port: number,
  { sni, host }: Pick<ExternalClient, "sni" | "host">,
  certificate: ClientCertificate | undefined,
  requests: readonly Sent[],
): Probe {
  return { from: { kind: "externalClient", at, port, sni, host, ...(certificate && { certificate }) }, requests };
}

/** The certificate of a cluster's egress gateway. The same cluster gives the same one. */
export function ownCertificate(cluster: Cluster): ClientCertificate {
  const { identity, root = unknownAuthority } = cluster;
  return getOrMake(certificates, cluster, () => ({ uris: [identity.egress], dns: [], root }));
}

const certificates = new WeakMap<Cluster, ClientCertificate>();
