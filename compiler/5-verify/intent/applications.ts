import type { Labels } from "../../1-load/federation-file.ts";
import { coversCaller } from "../../2-resolve/caller-lists.ts";
import { chooseRoute } from "../../2-resolve/choose-route.ts";
import type { Cluster, Consumption, Destination, Grant } from "../../2-resolve/federation.ts";
import { callerNamespaces } from "../../2-resolve/names.ts";
import { isLocal } from "../../2-resolve/routes-in-force.ts";
import type { HttpRequest, Workload } from "../../istio/call.ts";
import { selects } from "../../istio/objects/selects.ts";
import type { FederationFacts } from "./federation-facts.ts";
import { allows, arrivalOf, asReadIn, putBelowPath } from "./granted-request.ts";
import type { AnsweredPort, CallKind } from "./grants-in-force.ts";
import { fullHost } from "./host-names.ts";
import { grantedAt, type IntendedEnd, type Intent, refused, undecided } from "./intent.ts";

/** What federation.yaml says about an application's call of a host. */
export function intentOfApplication(
  facts: FederationFacts,
  cluster: Cluster,
  from: Workload,
  sent: HttpRequest | undefined,
  unavailable: readonly string[],
): Intent {
  const request = sent && asReadIn(cluster, sent);
  if (sent && !request) return refused("the caller's proxy refuses such a path");
  const host = fullHost(from.host, from.namespace, cluster);
  const caller = `${from.namespace}/${from.account}`;
  if (host === facts.names.egressService(cluster)) return atOwnEgress(facts, cluster, caller, request);
  const answer = facts.grants.answer(cluster, `${host}:${from.port}`);
  const exists = answer !== undefined && !answer.consumption.create;
  const locally = (subset: Labels = {}) => facts.locals.intent(cluster, host, from.port, { caller, exists, request, subset });
  if (!answer) return locally();
  const { consumption, routes, failover, localFirst } = answer;
  if ((consumption.service.protocol === "tcp") !== (request === undefined)) return undecided("it speaks another protocol");
  if (!isRouted(consumption, from)) {
    const isMadeHere = consumption.create && facts.locals.exposures(cluster, `${host}:${from.port}`).length === 0;
    return isMadeHere ? refused("no consume entry covers this caller") : locally();
  }
  const call: ApplicationCall = { facts, answer, caller, request, unavailable };
  if (localFirst) {
    const [second] = failover;
    return unavailable.includes(cluster.name) && second ? grantedAt(remoteEnds(call, second, "routed", 100)) : locally();
  }
  if (failover.length > 0) {
    const first = failover.find(({ exposure }) => !isDown(exposure.cluster, "ingress", unavailable));
    return first ? grantedAt(remoteEnds(call, first, "failing", 100)) : refused("no exposing cluster answers");
  }
  const route = chooseRoute(routes, request);
  if (!route) return consumption.create ? refused("no route takes it") : locally();
  return grantedAt(route.destinations.flatMap((destination) => destinationEnds(call, destination, locally)));
}

interface ApplicationCall {
  readonly facts: FederationFacts;
  readonly answer: AnsweredPort;
  /** `namespace/account` */
  readonly caller: string;
  readonly request: HttpRequest | undefined;
  readonly unavailable: readonly string[];
}

/** Whether the caller's namespace sees the local name, and the consumption is about its pods. */
function isRouted({ callers, callerLabels = {} }: Consumption, { namespace, labels }: Workload): boolean {
  const namespaces = callerNamespaces(callers);
  return (namespaces === "any" || namespaces.includes(namespace)) && selects(callerLabels, labels);
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
  const granted = grants.outbound(consumer).filter((grant) => {
    const { exposure, mode, allow } = grant;
    const { service, cluster } = exposure;
    const isOwnName = host === names.service(service, consumer, cluster);
    if (mode !== "gateways" || !(isOwnName || host === names.group(service, consumer))) return false;
    // A cluster that configures itself also refuses by itself.
    if (!cluster.managed) return true;
    const arriving = read && (isOwnName ? putBelowPath(exposure, read) : asReadIn(cluster, read));
    return request ? arriving !== undefined && arrivalOf(allow, arriving) !== undefined : allows(allow, undefined, undefined);
  });
  return grantedAt(granted.filter((grant) => coversCaller(grants.callers(grant), caller)).map((grant) => remoteEnd(grant, 100, "may")));
}

function destinationEnds(call: ApplicationCall, destination: Destination, locally: (subset: Labels) => Intent): readonly IntendedEnd[] {
  const { weight, grant, subset = {} } = destination;
  if (weight === 0) return [];
  if (!isLocal(destination)) return grant ? remoteEnds(call, grant, "routed", weight) : [];
  const intent = locally(subset);
  return intent.kind === "granted" ? intent.ends.map((end) => ({ ...end, share: (end.share * weight) / 100 })) : [];
}

/** One end, or none if the caller, the method or the path is not granted. */
function remoteEnds(call: ApplicationCall, grant: Grant, kind: CallKind, share: number): readonly IntendedEnd[] {
  const { answer, caller, unavailable } = call;
  const { grants } = call.facts;
  const { exposure, mode } = grant;
  const { via, cluster } = answer.consumption;
  if (isDown(exposure.cluster, "ingress", unavailable)) return [];
  if ((mode === "gateways" || via === "egress") && isDown(cluster, "egress", unavailable)) return [];
  const arrival = mode === "workloads" ? arrivalAtWorkload(grant, call) : arrivalAtGateways(grant, call, kind);
  if (!arrival || !coversCaller(grants.callers(grant), caller)) return [];
  return [remoteEnd(grant, share, coversCaller(grants.callers(grant, kind), caller) ? arrival : "may")];
}

/** After the caller's proxy, its egress gateway reads the request, and then the exposer's gateway does. */
function arrivalAtGateways({ allow, exposure, consumer }: Grant, { request }: ApplicationCall, kind: CallKind) {
  const read = request && asReadIn(consumer, request);
  // A failover asks by the group's host, which has no path.
  const arriving = read && (kind === "routed" ? putBelowPath(exposure, read) : asReadIn(exposure.cluster, read));
  return request && !arriving ? undefined : arrivalOf(allow, arriving);
}

function arrivalAtWorkload({ allow, exposure }: Grant, { request, caller }: ApplicationCall): IntendedEnd["arrives"] | undefined {
  const read = request && asReadIn(exposure.cluster, request);
  return (request === undefined || read) && allows(allow, read, caller) ? "must" : undefined;
}

/** The end of a call that a grant allows. */
export function remoteEnd({ exposure }: Grant, share: number, arrives: IntendedEnd["arrives"]): IntendedEnd {
  const { cluster, local, port, subset = {} } = exposure;
  const { managed, name } = cluster;
  return { cluster: name, service: `${local.name}.${local.namespace}`, port, labels: subset, share, arrives, outsideModel: !managed };
}

function isDown({ name }: Cluster, gateway: "ingress" | "egress", unavailable: readonly string[]): boolean {
  return unavailable.includes(name) || unavailable.includes(`${name}/${gateway}`);
}
