import type { Labels } from "../../1-load/federation-file.ts";
import { coversCaller, namespaceOf } from "../../2-resolve/caller-lists.ts";
import { chooseRoute } from "../../2-resolve/choose-route.ts";
import type { Cluster, Consumption, Destination, Grant } from "../../2-resolve/federation.ts";
import { isLocal } from "../../2-resolve/routes-in-force.ts";
import type { HttpRequest, Workload } from "../../istio/call.ts";
import { selects } from "../../istio/objects/selects.ts";
import { type Arrival, arrivalsOf } from "./arrivals.ts";
import { endsOf } from "./ends-of-grant.ts";
import type { FederationFacts } from "./federation-facts.ts";
import { allows, arrivalOf, asReadIn, putBelowPath } from "./granted-request.ts";
import type { AnsweredPort, CallKind } from "./grants-in-force.ts";
import { fullHost } from "./host-names.ts";
import { eachBy, grantedAt, type IntendedEnd, type Intent, type IntentOf, type IntentsOf, isHttp, refused, undecided } from "./intent.ts";

const unreadable = refused("the caller's proxy refuses such a path");
const anotherProtocol = undecided("it speaks another protocol");
const uncovered = refused("no consume entry covers this caller");

/** The answers of federation.yaml about an application's calls of a host. */
export function intentsOfApplication(facts: FederationFacts, cluster: Cluster, from: Workload, unavailable: readonly string[]): IntentsOf {
  const host = fullHost(from.host, from.namespace, cluster);
  const caller = `${from.namespace}/${from.account}`;
  const delegated = facts.grants.delegated(cluster, from.host);
  if (delegated) return eachBy(intentOfDelegated(facts, delegated, caller, unavailable));
  if (host === facts.names.egressService(cluster)) return eachAsRead(cluster, (request) => atOwnEgress(facts, cluster, caller, request));
  return intentsAtHost(facts, cluster, host, from, caller, unavailable);
}

/** Each answer about a request as the cluster's proxies read it. */
function eachAsRead(cluster: Cluster, intentOf: IntentOf): IntentsOf {
  return eachBy((sent) => {
    const request = sent && asReadIn(cluster, sent);
    return sent && !request ? unreadable : intentOf(request);
  });
}

/**
 * A gateway of the cluster calls, whatever its labels. The rules for subsets of the local Service are in the callers' namespaces only, so calls
 * of a gateway elsewhere may miss the local pods.
 */
function intentOfDelegated(facts: FederationFacts, answer: AnsweredPort, caller: string, unavailable: readonly string[]): IntentOf {
  const { cluster, as, port = 0, create, callers } = answer.consumption;
  const isBeside = callers === "any" || callers.some((one) => namespaceOf(one) === namespaceOf(caller));
  const locally: IntentOfLocal = (request, subset = {}) => {
    const intent = facts.locals.intent(cluster, as?.host ?? "", port, { caller, exists: !create, request, subset });
    if (isBeside || intent.kind !== "granted") return intent;
    return grantedAt(intent.ends.map((end) => ({ ...end, arrives: "may" })));
  };
  const asking: AskingApplication = { facts, answer, caller, unavailable };
  return (sent) => {
    const request = sent && asReadIn(cluster, sent);
    if (!sent) return anotherProtocol;
    return request ? intentByAnswer(asking, request, locally) : unreadable;
  };
}

function intentsAtHost(
  facts: FederationFacts,
  cluster: Cluster,
  host: string,
  from: Workload,
  caller: string,
  unavailable: readonly string[],
): IntentsOf {
  const answer = facts.grants.answer(cluster, `${host}:${from.port}`);
  const exists = answer !== undefined && !answer.consumption.create;
  const locally = (request: HttpRequest | undefined, subset: Labels = {}) =>
    facts.locals.intent(cluster, host, from.port, { caller, exists, request, subset });
  if (!answer) return eachAsRead(cluster, (request) => locally(request));
  const { consumption } = answer;
  const isTcp = consumption.service.protocol === "tcp";
  if (!isRouted(consumption, from)) {
    const isMadeHere = consumption.create && facts.locals.exposures(cluster, `${host}:${from.port}`).length === 0;
    return eachAsRead(cluster, (request) =>
      isTcp !== (request === undefined) ? anotherProtocol : isMadeHere ? uncovered : locally(request),
    );
  }
  const asking: AskingApplication = { facts, answer, caller, unavailable };
  const only = isTcp ? undefined : onlyGrant(answer);
  if (only) return intentsOfGrant(asking, only);
  return eachAsRead(cluster, (request) => (isTcp !== (request === undefined) ? anotherProtocol : intentByAnswer(asking, request, locally)));
}

/** The grant to which every request of a local name goes, by gateways, if there is such a grant. */
function onlyGrant({ routes, failover, localFirst }: AnsweredPort): Grant | undefined {
  const [route, ...others] = routes;
  if (!route || route.match || others.length + failover.length > 0 || localFirst) return undefined;
  const [only, ...further] = route.destinations;
  return further.length === 0 && only?.weight === 100 && only.grant?.mode === "gateways" ? only.grant : undefined;
}

/** The intents of requests that all go to one grant. */
function intentsOfGrant(asking: AskingApplication, grant: Grant): IntentsOf {
  const end = (arrives: IntendedEnd["arrives"]) => grantedAt(remoteEnds(asking, () => arrives, grant, "routed", 100));
  const intents = { must: end("must"), may: end("may"), unreadable };
  const arrivals = arrivalsOf(grant, "putBelowPath", 2);
  return (sent) => {
    const intentOf = (arrives: Arrival) => (arrives ? intents[arrives] : nowhere);
    if (isHttp(sent)) return arrivals.ofAll(sent).map(intentOf);
    return sent.map((request) => (request ? intentOf(arrivals.of(request)) : anotherProtocol));
  };
}

const noneAnswers = refused("no exposing cluster answers");
const untaken = refused("no route takes it");
const nowhere = grantedAt([]);

type ArrivalOf = (request: HttpRequest | undefined) => IntendedEnd["arrives"] | undefined;

interface AskingApplication {
  readonly facts: FederationFacts;
  readonly answer: AnsweredPort;
  /** `namespace/account` */
  readonly caller: string;
  readonly unavailable: readonly string[];
}

type IntentOfLocal = (request: HttpRequest | undefined, subset?: Labels) => Intent;

function intentByAnswer(asking: AskingApplication, request: HttpRequest | undefined, locally: IntentOfLocal): Intent {
  const { answer, unavailable } = asking;
  const { consumption, routes, failover, localFirst } = answer;
  if (localFirst) {
    const [second] = failover;
    const fails = unavailable.includes(consumption.cluster.name);
    return fails && second ? grantedAt(endsAt(asking, request, second, "routed", 100)) : locally(request);
  }
  if (failover.length > 0) {
    const first = failover.find(({ exposure }) => !isDown(exposure.cluster, "ingress", unavailable));
    return first ? grantedAt(endsAt(asking, request, first, "failing", 100)) : noneAnswers;
  }
  const route = chooseRoute(routes, request);
  if (!route) return consumption.create ? untaken : locally(request);
  return grantedAt(route.destinations.flatMap((destination) => destinationEnds(asking, request, destination, locally)));
}

/** Whether the caller's namespace sees the local name, and the consumption is about its pods. */
function isRouted({ callers, callerLabels = {} }: Consumption, { namespace, labels }: Workload): boolean {
  const isSeen = callers === "any" || callers.some((caller) => namespaceOf(caller) === namespace);
  return isSeen && selects(callerLabels, labels);
}

/** The application calls the egress gateway itself. The Host header is the name that the exposer has for a service. */
function atOwnEgress(facts: FederationFacts, consumer: Cluster, caller: string, request: HttpRequest | undefined): Intent {
  const host = request?.headers.host;
  return request && host !== undefined ? intentByEgress(facts, consumer, caller, host, request) : undecided("it names no service");
}

/** A local caller asks its egress gateway, however it comes there. `host` is the host of a service; for tcp, the server name. */
export function intentByEgress(
  { grants, names }: FederationFacts,
  consumer: Cluster,
  caller: string,
  host: string,
  request: HttpRequest | undefined,
): Intent {
  // The caller's own proxy has read it before.
  const read = request && asReadIn(consumer, request);
  const granted = grants.underHost(consumer, host).filter((grant) => {
    const { exposure, mode, allow } = grant;
    const { cluster } = exposure;
    if (mode !== "gateways") return false;
    const isOwnName = host === names.granted(grant);
    // A cluster that configures itself also refuses by itself.
    if (!cluster.managed) return true;
    const arriving = read && (isOwnName ? putBelowPath(exposure, read) : asReadIn(cluster, read));
    return request ? arriving !== undefined && arrivalOf(allow, arriving) !== undefined : allows(allow, undefined, undefined);
  });
  return grantedAt(granted.filter((grant) => coversCaller(grants.callers(grant), caller)).flatMap((grant) => endsOf(grant, 100, "may")));
}

function destinationEnds(
  asking: AskingApplication,
  request: HttpRequest | undefined,
  destination: Destination,
  locally: IntentOfLocal,
): readonly IntendedEnd[] {
  const { weight, grant, subset = {} } = destination;
  if (weight === 0) return [];
  if (!isLocal(destination)) return grant ? endsAt(asking, request, grant, "routed", weight) : [];
  const intent = locally(request, subset);
  return intent.kind === "granted" ? intent.ends.map((end) => ({ ...end, share: (end.share * weight) / 100 })) : [];
}

function endsAt(
  asking: AskingApplication,
  request: HttpRequest | undefined,
  grant: Grant,
  kind: CallKind,
  share: number,
): readonly IntendedEnd[] {
  return remoteEnds(asking, () => arrivalsIn(asking, grant, kind)(request), grant, kind, share);
}

/** The ends, or none if the caller, the method or the path is not granted. */
function remoteEnds(
  { facts, answer, caller, unavailable }: AskingApplication,
  arrival: () => IntendedEnd["arrives"] | undefined,
  grant: Grant,
  kind: CallKind,
  share: number,
): readonly IntendedEnd[] {
  const { grants } = facts;
  const { exposure, mode } = grant;
  const { via, cluster } = answer.consumption;
  if (isDown(exposure.cluster, "ingress", unavailable)) return [];
  if ((mode === "gateways" || via === "egress") && isDown(cluster, "egress", unavailable)) return [];
  if (!coversCaller(grants.callers(grant), caller)) return [];
  const arrives = arrival();
  return arrives ? endsOf(grant, share, coversCaller(grants.callers(grant, kind), caller) ? arrives : "may") : [];
}

function arrivalsIn({ caller }: AskingApplication, grant: Grant, kind: CallKind): ArrivalOf {
  const { mode, allow } = grant;
  if (mode === "workloads") return (request) => arrivalAtWorkload(grant, request, caller);
  // After the caller's proxy, its egress gateway reads the request, and then the exposer's gateway does. A failover asks by the group's
  // host, which has no path.
  const arrivals = arrivalsOf(grant, kind === "routed" ? "putBelowPath" : "byGroup", 1);
  return (request) => {
    if (!request) return allows(allow, undefined, undefined) ? "must" : undefined;
    const arrives = arrivals.of(request);
    return arrives === "unreadable" ? undefined : arrives;
  };
}

function arrivalAtWorkload(
  { allow, exposure }: Grant,
  request: HttpRequest | undefined,
  caller: string,
): IntendedEnd["arrives"] | undefined {
  const read = request && asReadIn(exposure.cluster, request);
  return (request === undefined || read) && allows(allow, read, caller) ? "must" : undefined;
}

function isDown({ name }: Cluster, gateway: "ingress" | "egress", unavailable: readonly string[]): boolean {
  return unavailable.includes(name) || unavailable.includes(`${name}/${gateway}`);
}
