import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Exposure, Grant } from "../../2-resolve/federation.ts";
import type { ExternalClient, HttpRequest } from "../../istio/call.ts";
import { byEgress, remoteWay } from "./applications.ts";
import type { FederationFacts } from "./federation-facts.ts";
import { allows, arrivalOf, asReadIn, belowPath } from "./granted-request.ts";
import { type IntendedEnd, type Intent, refused, refusedAtHandshake, undecided } from "./intent.ts";

const otherPod = "by port and name it is like a call that is granted, of other pods";
const ownRoot = "who has the mesh's own root can sign any name in it";
const nobody = refused("it is nobody whom the file lets in");
const stopped = refusedAtHandshake("it is nobody whom the file lets in");

/** What comes of a call of an exposer's ingress gateway. */
export function intentAtIngress(
  known: FederationFacts,
  exposer: Cluster,
  caller: ExternalClient,
  request: HttpRequest | undefined,
): Intent {
  const { federation, grants, names, signatures } = known;
  const { sni, certificate } = caller;
  const consumer = federation.clusters.get(names.consumerOf(sni, exposer) ?? "");
  const offers = consumer ? grants.between(consumer, exposer) : [];
  if (!consumer || offers.length === 0) return stopped;
  if (federation.modeOf(consumer, exposer) === "workloads") return atWorkload(known, exposer, caller, offers, request);
  if (!certificate || !signatures.proves(certificate, consumer.identity.egress, consumer.root)) return stopped;
  const byServerName = offers.filter((grant) => grant.exposure.service.protocol === "tcp" && serverNames(known, grant).includes(sni));
  if (byServerName.length > 0 || request === undefined) {
    if (request !== undefined) return undecided("it speaks HTTP to what is no HTTP");
    return granted(byServerName.map((grant) => remoteWay(grant, 100, isUsed(known, grant, sni))));
  }
  return granted(offers.flatMap((grant) => askedByHost(known, grant, caller.host, request)));
}

/** What comes of a call of a consumer's own egress gateway. */
export function intentAtEgress(
  known: FederationFacts,
  consumer: Cluster,
  { sni, certificate, host }: ExternalClient,
  request: HttpRequest | undefined,
): Intent {
  const { federation, names, signatures } = known;
  const passes = [...federation.clusters.values()].some(
    (exposer) => names.consumerOf(sni, exposer) === consumer.name && federation.modeOf(consumer, exposer) === "workloads",
  );
  if (passes) return undecided("it is decided at the called workload");
  const who = certificate && signatures.workload(certificate, consumer);
  if (who === undefined) return nobody;
  // All HTTP comes under one server name, and a tcp service under its own.
  if (request && sni !== names.egressSni(consumer)) return undecided("it speaks HTTP to what is no HTTP");
  return byEgress(known, consumer, who, request ? host : sni, request);
}

/** What comes of a call of a pod, past every gateway. */
export function intentAtPod(known: FederationFacts, exposer: Cluster, caller: ExternalClient, request: HttpRequest | undefined): Intent {
  if ("gateway" in caller.at) throw new Error("a gateway is no pod");
  const { namespace, labels } = caller.at;
  const { certificate, sni, port } = caller;
  const served = known.locals.exposed(exposer).filter((one) => isBehind(one, namespace, labels));
  const here = new Set<Exposure>(served.filter(({ targetPort }) => targetPort === port));
  const offers = known.grants.named(exposer, sni).filter(({ exposure, mode }) => mode === "workloads" && here.has(exposure));
  const local = certificate && known.signatures.workload(certificate, exposer);
  if (offers.length > 0) return atWorkload(known, exposer, caller, offers, request);
  if (certificate && known.signatures.mayForge(certificate, exposer)) return undecided(ownRoot);
  if (certificate && local === undefined) return isLikeGranted(known, exposer, caller) ? undecided(otherPod) : nobody;
  const isKept = ({ active, protect }: Exposure) => active && protect && (local === undefined || !coversCaller(protect, local));
  return [...here].some(isKept) ? refused("it is protected from local callers") : undecided("it is as it was without the federation");
}

/** On pods that are not exposed: by a port and a name of some that are. */
function isLikeGranted(known: FederationFacts, exposer: Cluster, { certificate, port, sni }: ExternalClient): boolean {
  return known.grants
    .named(exposer, sni)
    .some(
      ({ consumer, exposure, mode }) =>
        mode === "workloads" &&
        exposure.targetPort === port &&
        certificate !== undefined &&
        known.signatures.workload(certificate, consumer) !== undefined,
    );
}

/** In mode workloads the called workload knows who calls, and the server name tells for which service. */
function atWorkload(
  known: FederationFacts,
  exposer: Cluster,
  caller: ExternalClient,
  offers: readonly Grant[],
  request: HttpRequest | undefined,
): Intent {
  const { certificate, sni } = caller;
  if (!certificate) return nobody;
  if (known.signatures.mayForge(certificate, exposer)) return undecided(ownRoot);
  const ways = offers.flatMap((grant) => {
    const who = known.signatures.workload(certificate, grant.consumer);
    if (who === undefined || !serverNames(known, grant).includes(sni)) return [];
    const isCaller = coversCaller(known.grants.callers(grant, "routed"), who);
    const read = request && asReadIn(exposer, request);
    if (request && !read) return [];
    return isCaller && allows(grant.allow, read, who) ? [remoteWay(grant, 100, isUsed(known, grant, sni))] : [];
  });
  return exposer.inactive === undefined ? granted(ways) : nobody;
}

/** A service by the Host header: its own name, where its path counts, or that of a failover. */
function askedByHost(known: FederationFacts, grant: Grant, hostHeader: string, request: HttpRequest): readonly IntendedEnd[] {
  const { exposure, consumer, allow } = grant;
  const host = hostHeader.toLowerCase().replace(/:\d*$/, "");
  if (exposure.service.protocol === "tcp" || !serverNames(known, grant).includes(host)) return [];
  const read = host === known.names.group(exposure.service, consumer) ? asReadIn(exposure.cluster, request) : belowPath(exposure, request);
  const arrives = read && arrivalOf(allow, read);
  if (!arrives) return [];
  // Consumers' gateways send no port.
  const hasPort = host.length < hostHeader.length;
  return [remoteWay(grant, 100, hasPort || arrives === "may" ? "may" : isUsed(known, grant, host))];
}

function serverNames({ names }: FederationFacts, { exposure, consumer }: Grant): readonly string[] {
  return names.serverNames(exposure, consumer);
}

/** A service is known by its own name where it is used outside failovers; by that of the failover where it is in one. */
function isUsed({ names }: FederationFacts, { direct, failover, exposure, consumer }: Grant, name: string): IntendedEnd["arrives"] {
  const used = name === names.group(exposure.service, consumer) ? failover : direct;
  return used ? "must" : "may";
}

function granted(ways: readonly IntendedEnd[]): Intent {
  return ways.length > 0 ? { kind: "granted", ways } : refused("it is not granted");
}

function isBehind({ local, selector }: Exposure, namespace: string, labels: Readonly<Record<string, string>>): boolean {
  return local.namespace === namespace && selector !== undefined && Object.entries(selector).every(([key, value]) => labels[key] === value);
}
