import { coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Exposure, Grant } from "../../2-resolve/federation.ts";
import { servingPods } from "../../2-resolve/subsets.ts";
import type { ExternalClient, HttpRequest, PodAt } from "../../istio/call.ts";
import { selects } from "../../istio/objects/selects.ts";
import { intentByEgress } from "./applications.ts";
import { arrivalsOf } from "./arrivals.ts";
import { endsOf, serviceEnd } from "./ends-of-grant.ts";
import type { FederationFacts } from "./federation-facts.ts";
import { allows, asReadIn } from "./granted-request.ts";
import { eachBy, grantedAt, type IntendedEnd, type Intent, type IntentsOf, isHttp, refused, undecided } from "./intent.ts";

const noCaller = "federation.yaml allows no such caller";
const anotherProtocol = undecided("it speaks HTTP to a service that does not");
const ownRoot = undecided("the owner of the mesh's own root can sign every name in it");

type Client = Omit<ExternalClient, "at" | "kind">;

const noHandshake = refused(noCaller, "handshake");
const nothingGranted = grantedAt([]);

/** What federation.yaml says about calls of an exposer's ingress gateway. */
export function intentAtIngress(facts: FederationFacts, exposer: Cluster, client: Client): IntentsOf {
  const { federation, grants, names, signatures } = facts;
  const { sni, certificate, host } = client;
  const consumer = federation.clusters.get(names.consumerOf(sni, exposer) ?? "");
  const inbound = consumer ? grants.between(consumer, exposer) : [];
  if (!consumer || inbound.length === 0) return eachBy(() => noHandshake);
  if (federation.modeOf(consumer, exposer) === "workloads")
    return eachBy((request) => atWorkload(facts, exposer, client, inbound, request));
  if (!certificate || !signatures.proves(certificate, consumer.identity.egress, consumer.root)) return eachBy(() => noHandshake);
  const named = (name: string) => grants.named(exposer, name).filter((grant) => grant.consumer === consumer);
  const byServerName = named(sni).filter(({ exposure }) => exposure.service.protocol === "tcp");
  if (byServerName.length > 0)
    return eachBy((request) => {
      if (request) return anotherProtocol;
      return grantedAt(byServerName.flatMap((grant) => endsOf(grant, 100, arrivalBy(facts, grant, sni))));
    });
  const name = host.toLowerCase().replace(/:\d*$/, "");
  // Consumers' gateways send no port.
  const hasPort = name.length < host.length;
  const byHost = named(name)
    .filter(({ exposure }) => exposure.service.protocol !== "tcp")
    .map((grant) => intentsByHost(facts, grant, name, hasPort));
  return (sent) => {
    if (!isHttp(sent)) return sent.map(() => nothingGranted);
    const [only, ...others] = byHost.map((intentsOf) => intentsOf(sent));
    if (!only) return sent.map(() => nothingGranted);
    return others.length === 0 ? only : only.map((first, i) => unionOf([first, ...others.flatMap((intents) => intents[i] ?? [])]));
  };
}

function unionOf(intents: readonly Intent[]): Intent {
  return grantedAt(intents.flatMap((intent) => (intent.kind === "granted" ? intent.ends : [])));
}

/** What it says about a call of a consumer's own egress gateway. */
export function intentAtEgress(
  facts: FederationFacts,
  consumer: Cluster,
  { sni, certificate, host }: Client,
  request: HttpRequest | undefined,
): Intent {
  const { federation, names, signatures } = facts;
  const passesThrough = names
    .exposersUnder(sni)
    .some((exposer) => names.consumerOf(sni, exposer) === consumer.name && federation.modeOf(consumer, exposer) === "workloads");
  if (passesThrough) return undecided("it is decided at the called workload");
  const caller = certificate && signatures.workload(certificate, consumer);
  if (caller === undefined) return refused(noCaller);
  // All HTTP comes under one server name, and a tcp service under its own.
  if (request && sni !== names.egressSni(consumer)) return anotherProtocol;
  return intentByEgress(facts, consumer, caller, request ? host : sni, request);
}

/** What it says about a call of a pod, past every gateway. */
export function intentAtPod(
  facts: FederationFacts,
  exposer: Cluster,
  { namespace, labels }: PodAt,
  client: Client,
  request: HttpRequest | undefined,
): Intent {
  const { certificate, sni, port } = client;
  const served = facts.locals
    .exposed(exposer)
    .filter(
      ({ local, selector, targetPort }) => targetPort === port && local.namespace === namespace && selector && selects(selector, labels),
    );
  const named = facts.grants.named(exposer, sni).filter(({ mode }) => mode === "workloads");
  const granted = named.filter(({ exposure }) => served.includes(exposure));
  // Whoever dials a pod chooses it.
  const endsFor = (grant: Grant, arrives: IntendedEnd["arrives"]) =>
    servingPods(grant).some((pods) => selects(pods.labels ?? {}, labels)) ? [{ ...serviceEnd(grant, arrives), labels }] : [];
  if (granted.length > 0) return atWorkload(facts, exposer, client, granted, request, endsFor);
  if (certificate && facts.signatures.mayForge(certificate, exposer)) return ownRoot;
  const local = certificate && facts.signatures.workload(certificate, exposer);
  if (certificate && local === undefined) {
    const isLikeGranted = named.some(
      ({ consumer, exposure }) => exposure.targetPort === port && facts.signatures.workload(certificate, consumer) !== undefined,
    );
    return isLikeGranted ? undecided("by port and server name it is like a granted call, but of other pods") : refused(noCaller);
  }
  const isKept = ({ active, protect }: Exposure) => active && protect && (local === undefined || !coversCaller(protect, local));
  return served.some(isKept) ? refused("it is protected from local callers") : undecided("the federation changes nothing for it");
}

/** In mode workloads the called workload knows the caller, and the server name tells the service. */
function atWorkload(
  facts: FederationFacts,
  exposer: Cluster,
  { certificate, sni }: Client,
  grants: readonly Grant[],
  request: HttpRequest | undefined,
  endsFor: (grant: Grant, arrives: IntendedEnd["arrives"]) => readonly IntendedEnd[] = (grant, arrives) => endsOf(grant, 100, arrives),
): Intent {
  if (!certificate) return refused(noCaller);
  if (facts.signatures.mayForge(certificate, exposer)) return ownRoot;
  if (exposer.inactive !== undefined) return refused(noCaller);
  const read = request && asReadIn(exposer, request);
  if (request && !read) return grantedAt([]);
  return grantedAt(
    grants.flatMap((grant) => {
      const caller = facts.signatures.workload(certificate, grant.consumer);
      if (caller === undefined || !isNamed(facts, grant, sni)) return [];
      const isGranted = coversCaller(facts.grants.callers(grant, "routed"), caller) && allows(grant.allow, read, caller);
      return isGranted ? endsFor(grant, arrivalBy(facts, grant, sni)) : [];
    }),
  );
}

/** The intents of requests by a Host header: the service's own name, below its path, or that of a failover. */
function intentsByHost(
  facts: FederationFacts,
  grant: Grant,
  host: string,
  hasPort: boolean,
): (requests: readonly HttpRequest[]) => readonly Intent[] {
  const arrivals = arrivalsOf(grant, host === facts.names.group(grant.exposure.service, grant.consumer) ? "byGroup" : "belowPath", 0);
  const end = (arrives: IntendedEnd["arrives"]) => grantedAt(endsOf(grant, 100, arrives));
  const intents = { must: end(hasPort ? "may" : arrivalBy(facts, grant, host)), may: end("may"), unreadable: nothingGranted };
  return (requests) => arrivals.ofAll(requests).map((arrives) => (arrives ? intents[arrives] : nothingGranted));
}

function isNamed({ names }: FederationFacts, grant: Grant, name: string): boolean {
  return names.serverNames(grant).includes(name);
}

/** A service must be reached by its own name if it is used outside of failovers, and by the group's name if it is used in one. */
function arrivalBy({ names }: FederationFacts, { direct, failover, exposure, consumer }: Grant, name: string): IntendedEnd["arrives"] {
  const isUsed = name === names.group(exposure.service, consumer) ? failover : direct;
  return isUsed ? "must" : "may";
}
