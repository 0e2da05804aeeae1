import type { Cluster, Federation, Grant } from "../../2-resolve/federation.ts";
import type { Call, ClientCertificate, ExternalClient, HttpRequest } from "../../istio/call.ts";
import type { FederationFacts } from "../intent/federation-facts.ts";
import { climbingRequests } from "./climbing.ts";
import { besideRequests, grantedRequests } from "./requests.ts";
import type { Sample } from "./sample.ts";

/** What gateways listen on. */
const listening = 15443;

export const unknownAuthority = "an authority that nobody knows";

/** One service as a consumer in mode gateways asks an ingress gateway for it. */
export interface Asking {
  readonly grant: Grant;
  readonly sni: string;
  readonly host: string;
  /** What stands before the service's own paths there: that of the exposure on its own host, or `/`. */
  readonly under: string;
}

/** Partners that want more than they have: their own key and certificate, and everything that their own gateway would have stopped. */
export function* callsByPartners(known: FederationFacts, grants: readonly Grant[], sample: Sample): Generator<Call> {
  for (const grant of grants) {
    const { allow, exposure, consumer } = grant;
    const certificate = ownCertificate(consumer);
    for (const asking of sample.of(waysToAsk(known, grant))) {
      for (const asked of sample.of(grantedRequests(allow), 2)) yield atIngress(asking, certificate, asked);
      if (exposure.service.protocol === "tcp") continue;
      const beside = [...sample.of(besideRequests(allow)), ...sample.of(climbingRequests(known.grants, grant))];
      for (const asked of beside) yield atIngress(asking, certificate, asked);
      const [asked] = grantedRequests(allow);
      const renamed = [
        { ...asking, host: `${asking.host}:8443` },
        { ...asking, sni: asking.host },
        { ...asking, host: `probe.${known.names.pair(consumer, exposure.cluster)}` },
        { ...asking, host: exposure.local.fqdn },
      ];
      for (const one of sample.rarely(renamed)) yield atIngress(one, certificate, asked);
    }
  }
}

/** Each service, asked for by those to whom it is not granted: under names of theirs, and under those of one who is granted it. */
export function* callsByOthers(known: FederationFacts, grants: readonly Grant[], sample: Sample): Generator<Call> {
  const { federation, names } = known;
  const seen = new Set<unknown>();
  for (const grant of grants) {
    const { exposure } = grant;
    if (seen.has(exposure)) continue;
    seen.add(exposure);
    const [asking] = waysToAsk(known, grant);
    if (!asking) continue;
    const [asked] = grantedRequests(grant.allow);
    yield atIngress(asking, undefined, asked);
    const others = [...federation.clusters.values()].filter((one) => isWithout(one, grant));
    for (const other of sample.of(others, 2)) {
      const certificate = ownCertificate(other);
      const pair = names.pair(other, exposure.cluster);
      const own = names.service(exposure.service, other, exposure.cluster);
      const tcp = exposure.service.protocol === "tcp";
      yield atIngress(asking, certificate, asked);
      yield atIngress({ ...asking, sni: tcp ? own : pair }, certificate, asked);
      yield atIngress({ ...asking, sni: tcp ? own : pair, host: own }, certificate, asked);
    }
  }
}

/** Identities of those who may, signed by those who must not vouch for them: as a URI, and as a DNS name that reads like one. */
export function* forgedCalls(known: FederationFacts, grants: readonly Grant[], sample: Sample): Generator<Call> {
  const roots = [...known.federation.roots.keys(), unknownAuthority];
  const seen = new Set<string>();
  for (const grant of grants) {
    const { consumer, exposure } = grant;
    // A tcp service has a server of its own.
    const tcp = exposure.service.protocol === "tcp" ? exposure.service.name : "";
    const pair = `${known.names.pair(consumer, exposure.cluster)} ${tcp}`;
    if (seen.has(pair)) continue;
    seen.add(pair);
    const [asking] = waysToAsk(known, grant);
    if (!asking) continue;
    const [asked] = grantedRequests(grant.allow);
    const { egress, ingress } = consumer.identity;
    for (const root of sample.of(roots, 2)) yield atIngress(asking, { uris: [egress], dns: [], root }, asked);
    for (const root of sample.rarely(roots)) yield atIngress(asking, { uris: [], dns: [egress], root }, asked);
    const { root = unknownAuthority } = consumer;
    yield atIngress(asking, { uris: [ingress], dns: [], root }, asked);
    yield atIngress(asking, { uris: [`${egress}-probe`], dns: [], root }, asked);
  }
}

/** Egress gateways, called from outside of the mesh. */
export function* callsOfEgress({ clusters }: Federation): Generator<Call> {
  for (const { name, hostname, identity, root, managed, egress } of clusters.values()) {
    if (!managed || !egress) continue;
    const from = { kind: "externalClient", at: { cluster: name, gateway: "egress" }, port: listening } as const;
    const certificates = [undefined, { uris: [identity.egress], dns: [], root: root ?? unknownAuthority }];
    for (const certificate of certificates) {
      const stranger: ExternalClient = {
        ...from,
        sni: `egress.${hostname}`,
        host: `probe.${hostname}`,
        ...(certificate && { certificate }),
      };
      yield { from: stranger, request: { method: "GET", path: "/", headers: {} } };
    }
  }
}

/** The names under which a consumer may ask for a service. */
export function waysToAsk({ names }: FederationFacts, grant: Grant): readonly Asking[] {
  const { exposure, consumer, direct, failover } = grant;
  const { service, cluster, path } = exposure;
  const pair = names.pair(consumer, cluster);
  const own = names.service(service, consumer, cluster);
  const group = names.group(service, consumer);
  const byName = service.protocol === "tcp" || grant.mode === "workloads";
  const asked: Asking[] = [];
  if (direct) asked.push({ grant, sni: byName ? own : pair, host: own, under: path ?? "/" });
  if (failover) asked.push({ grant, sni: group, host: group, under: "/" });
  return asked;
}

export function atIngress(
  { grant, sni, host, under }: Asking,
  certificate: ClientCertificate | undefined,
  asked: HttpRequest | undefined,
): Call {
  const request = asked && { ...asked, path: `${under}${asked.path.slice(1)}` };
  const at = { cluster: grant.exposure.cluster.name, gateway: "ingress" } as const;
  const from: ExternalClient = { kind: "externalClient", at, port: listening, sni, host, ...(certificate && { certificate }) };
  return { from, ...(request && { request }) };
}

export function ownCertificate({ identity, root }: Cluster): ClientCertificate {
  return { uris: [identity.egress], dns: [], root: root ?? unknownAuthority };
}

function isWithout(cluster: Cluster, { exposure, mode }: Grant): boolean {
  if (cluster === exposure.cluster || cluster.root === undefined || mode === "workloads") return false;
  return !exposure.allows.some(({ consumer }) => consumer === cluster);
}
