import type { Cluster, Federation, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { Call, ClientCertificate, ExternalClient, HttpRequest } from "../../istio/call.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { climbingRequests } from "./climbing.ts";
import { besideRequests, distinctRequests, grantedRequests, request } from "./requests.ts";
import type { Sample } from "./sample.ts";

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

/** Partners that ask for more than they are granted, with their own key and certificate, and so past all that their own gateway stops. */
export function* callsByPartners(facts: FederationFacts, grants: readonly Grant[], sample: Sample): Generator<Call> {
  for (const grant of grants) {
    const { allow, exposure, consumer } = grant;
    const certificate = ownCertificate(consumer);
    for (const address of sample.of(ingressAddresses(facts, grant))) {
      for (const granted of sample.of(grantedRequests(allow), 2)) yield atIngress(address, certificate, granted);
      if (exposure.service.protocol === "tcp") continue;
      const beside = [...sample.of(besideRequests(allow)), ...sample.of(climbingRequests(facts.grants, grant))];
      for (const request of beside) yield atIngress(address, certificate, request);
      const [granted] = grantedRequests(allow);
      const renamed = [
        { ...address, host: `${address.host}:8443` },
        { ...address, sni: address.host },
        { ...address, host: `probe.${facts.names.pair(consumer, exposure.cluster)}` },
        { ...address, host: exposure.local.fqdn },
      ];
      for (const other of sample.rarely(renamed)) yield atIngress(other, certificate, granted);
    }
  }
}

/** The largest number of requests, granted for a partner's other services, that are tried at one service. */
const maxForeignRequests = 12;

/** Calls by partners of one service with the operations that they are granted of another: the grants of two services must not add up. */
export function* callsAcrossServices(facts: FederationFacts, grants: readonly Grant[], sample: Sample): Generator<Call> {
  const http = grants.filter(({ exposure }) => exposure.service.protocol !== "tcp");
  for (const pair of grouped(http, ({ consumer, exposure }) => `${consumer.name} ${exposure.cluster.name}`).values()) {
    if (pair.length < 2) continue;
    const requests = distinctRequests(pair.flatMap(({ allow }) => grantedRequests(allow).flatMap((granted) => granted ?? [])));
    for (const grant of pair)
      for (const address of sample.of(ingressAddresses(facts, grant)))
        for (const request of sample.of(requests).slice(0, maxForeignRequests))
          yield atIngress(address, ownCertificate(grant.consumer), request);
  }
}

/** Clusters without a grant that ask for each service, by their own names and by those of a cluster with a grant. */
export function* callsByOthers(facts: FederationFacts, grants: readonly Grant[], sample: Sample): Generator<Call> {
  for (const [exposure, [grant]] of grouped(grants, ({ exposure }) => exposure)) {
    const [address] = grant ? ingressAddresses(facts, grant) : [];
    if (!grant || !address) continue;
    const [granted] = grantedRequests(grant.allow);
    yield atIngress(address, undefined, granted);
    const others = [...facts.federation.clusters.values()].filter((cluster) => isWithoutGrant(cluster, grant));
    for (const other of sample.of(others, 2)) {
      const certificate = ownCertificate(other);
      const host = facts.names.service(exposure.service, other, exposure.cluster);
      const sni = exposure.service.protocol === "tcp" ? host : facts.names.pair(other, exposure.cluster);
      yield atIngress(address, certificate, granted);
      yield atIngress({ ...address, sni }, certificate, granted);
      yield atIngress({ ...address, sni, host }, certificate, granted);
    }
  }
}

/** Identities of granted consumers, signed by other roots: as a URI, and as a DNS name that reads like one. */
export function* forgedCalls(facts: FederationFacts, grants: readonly Grant[], sample: Sample): Generator<Call> {
  const roots = [...facts.federation.roots.keys(), unknownAuthority];
  // One server of the gateway each: HTTP of a pair of clusters shares one, and a tcp service has its own.
  const byServer = grouped(grants, ({ consumer, exposure: { cluster, service } }) =>
    [facts.names.pair(consumer, cluster), service.protocol === "tcp" ? service.name : ""].join(" "),
  );
  for (const [grant] of byServer.values()) {
    const [address] = grant ? ingressAddresses(facts, grant) : [];
    if (!grant || !address) continue;
    const [granted] = grantedRequests(grant.allow);
    const { identity, root: ownRoot = unknownAuthority } = grant.consumer;
    const forged = (certificate: Partial<ClientCertificate>) =>
      atIngress(address, { uris: [], dns: [], root: ownRoot, ...certificate }, granted);
    for (const root of sample.of(roots, 2)) yield forged({ uris: [identity.egress], root });
    for (const root of sample.rarely(roots)) yield forged({ dns: [identity.egress], root });
    yield forged({ uris: [identity.ingress] });
    yield forged({ uris: [`${identity.egress}-probe`] });
  }
}

/** Calls of egress gateways from outside of the mesh. */
export function* callsOfEgress({ clusters }: Federation): Generator<Call> {
  for (const cluster of clusters.values()) {
    if (!cluster.managed || !cluster.egress) continue;
    const { name, hostname } = cluster;
    const at = { cluster: name, gateway: "egress" } as const;
    for (const certificate of [undefined, ownCertificate(cluster)])
      yield externalCall(at, listeningPort, { sni: `egress.${hostname}`, host: `probe.${hostname}` }, certificate, request("GET", "/"));
  }
}

/** The names under which a consumer may ask for a service: its own, and that of a failover group. */
export function ingressAddresses({ names }: FederationFacts, grant: Grant): readonly IngressAddress[] {
  const { exposure, consumer, direct, failover } = grant;
  const { service, cluster, path = "/" } = exposure;
  const host = names.service(service, consumer, cluster);
  const group = names.group(service, consumer);
  const sni = service.protocol === "tcp" || grant.mode === "workloads" ? host : names.pair(consumer, cluster);
  return [...(direct ? [{ grant, sni, host, under: path }] : []), ...(failover ? [{ grant, sni: group, host: group, under: "/" }] : [])];
}

export function atIngress(
  { grant, ...address }: IngressAddress,
  certificate: ClientCertificate | undefined,
  request: HttpRequest | undefined,
): Call {
  return atIngressOf(grant.exposure.cluster, address, certificate, request);
}

export function atIngressOf(
  exposer: Cluster,
  { sni, host, under }: ServerAddress,
  certificate: ClientCertificate | undefined,
  request: HttpRequest | undefined,
): Call {
  const at = { cluster: exposer.name, gateway: "ingress" } as const;
  const sent = request && { ...request, path: `${under}${request.path.slice(1)}` };
  return externalCall(at, listeningPort, { sni, host }, certificate, sent);
}

/** A call by a TLS client outside of every mesh. */
export function externalCall(
  at: ExternalClient["at"],
  port: number,
  { sni, host }: Pick<ExternalClient, "sni" | "host">,
  certificate: ClientCertificate | undefined,
  request: HttpRequest | undefined,
): Call {
  return { from: { kind: "externalClient", at, port, sni, host, ...(certificate && { certificate }) }, ...(request && { request }) };
}

/** The certificate of a cluster's egress gateway. */
export function ownCertificate({ identity, root }: Cluster): ClientCertificate {
  return { uris: [identity.egress], dns: [], root: root ?? unknownAuthority };
}

function isWithoutGrant(cluster: Cluster, { exposure, mode }: Grant): boolean {
  if (cluster === exposure.cluster || cluster.root === undefined || mode === "workloads") return false;
  return !exposure.allows.some(({ consumer }) => consumer === cluster);
}
