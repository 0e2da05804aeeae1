import type { Labels } from "../../1-load/federation-file.ts";
import { type Callers, coversCaller, unionOfCallers } from "../../2-resolve/caller-lists.ts";
import { chooseRoute } from "../../2-resolve/choose-route.ts";
import type { Cluster, Consumption, Destination, Grant } from "../../2-resolve/federation.ts";
import { callerNamespaces } from "../../2-resolve/names.ts";
import { isLocal } from "../../2-resolve/routes-in-force.ts";
import type { HttpRequest, Workload } from "../../istio/call.ts";
import type { FederationFacts } from "./federation-facts.ts";
import { allows, arrivalOf, asReadIn, putBelowPath } from "./granted-request.ts";
import type { AnsweredPort } from "./grants-in-force.ts";
import { fullHost } from "./host-names.ts";
import { type IntendedEnd, type Intent, refused, undecided } from "./intent.ts";

/** What an application's call of a name comes to. */
export function fromApplication(
  known: FederationFacts,
  cluster: Cluster,
  caller: Workload,
  sent: HttpRequest | undefined,
  down: readonly string[],
): Intent {
  const request = sent && asReadIn(cluster, sent);
  if (sent && !request) return refused("the caller's proxy refuses such a path");
  const host = fullHost(caller.host, caller.namespace, cluster);
  const who = `${caller.namespace}/${caller.account}`;
  if (host === known.names.egressService(cluster)) return atOwnEgress(known, cluster, who, request);
  const answer = known.grants.answer(cluster, `${host}:${caller.port}`);
  const exists = answer !== undefined && !answer.consumption.create;
  const locally = (subset: Labels = {}) => known.locals.intent(cluster, host, caller.port, { caller: who, exists, request, subset });
  if (!answer) return locally();
  if ((answer.consumption.service.protocol === "tcp") !== (request === undefined)) return undecided("it speaks another protocol");
  if (!isRouted(answer.consumption, caller)) {
    const madeHere = answer.consumption.create && known.locals.exposures(cluster, `${host}:${caller.port}`).length === 0;
    return madeHere ? refused("nobody of whom this is says that it may") : locally();
  }
  const { consumption, routes, failover, localFirst } = answer;
  const asking = { known, answer, who, request, down };
  if (localFirst) {
    const [second] = failover;
    return down.includes(cluster.name) && second ? waysOf(remoteWays(asking, second, "routed", 100)) : locally();
  }
  if (failover.length > 0) {
    const first = failover.find(({ exposure }) => !isDown(exposure.cluster, "ingress", down));
    return first ? waysOf(remoteWays(asking, first, "failing", 100)) : refused("no exposing cluster answers");
  }
  const route = chooseRoute(routes, request);
  if (!route) return consumption.create ? refused("no route takes it") : locally();
  const ways = route.destinations.flatMap((destination) => destinationWays(asking, destination, locally));
  return waysOf(ways);
}

interface Asking {
  readonly known: FederationFacts;
  readonly answer: AnsweredPort;
  readonly who: string;
  readonly request: HttpRequest | undefined;
  readonly down: readonly string[];
}

function waysOf(ways: readonly IntendedEnd[]): Intent {
  return ways.length > 0 ? { kind: "granted", ways } : refused("it is not granted");
}

/** Its namespace sees the name, and its pods are those that are meant. */
function isRouted({ callers, callerLabels = {} }: Consumption, { namespace, labels }: Workload): boolean {
  const namespaces = callerNamespaces(callers);
  return (
    (namespaces === "any" || namespaces.includes(namespace)) && Object.entries(callerLabels).every(([key, value]) => labels[key] === value)
  );
}

/** Straight to the egress gateway, with the host that the exposer knows a service by. */
function atOwnEgress(known: FederationFacts, consumer: Cluster, who: string, request: HttpRequest | undefined): Intent {
  const host = request?.headers.host;
  return request && host !== undefined ? byEgress(known, consumer, who, host, request) : undecided("it names no service");
}

/** What a local caller may ask its egress gateway for, however it comes there; `host` is that of a service, of tcp as the server name. */
export function byEgress(
  { grants, names }: FederationFacts,
  consumer: Cluster,
  who: string,
  host: string,
  request: HttpRequest | undefined,
): Intent {
  // The caller's own proxy has read it before.
  const read = request && asReadIn(consumer, request);
  const granted = grants.wantedBy(consumer).filter(({ exposure, mode, allow }) => {
    const { service, cluster } = exposure;
    const isOwn = host === names.service(service, consumer, cluster);
    const isNamed = isOwn || host === names.group(service, consumer);
    const arriving = read && (isOwn ? putBelowPath(exposure, read) : asReadIn(cluster, read));
    const isAllowed = request ? arriving !== undefined && arrivalOf(allow, arriving) !== undefined : allows(allow, undefined, undefined);
    // A cluster that configures itself refuses by itself what it does not allow.
    return isNamed && mode === "gateways" && (isAllowed || !cluster.managed);
  });
  return waysOf(
    granted.flatMap((grant) => {
      const callers = unionOfCallers([grants.callers(grant, "routed"), grants.callers(grant, "failing")]);
      return coversCaller(callers, who) ? [remoteWay(grant, 100, "may")] : [];
    }),
  );
}

function destinationWays(asking: Asking, destination: Destination, locally: (subset: Labels) => Intent): readonly IntendedEnd[] {
  const { weight: share, grant, subset = {} } = destination;
  if (share === 0) return [];
  if (!isLocal(destination)) return grant ? remoteWays(asking, grant, "routed", share) : [];
  const intent = locally(subset);
  return intent.kind === "granted" ? intent.ways.map((flight) => ({ ...flight, share: (flight.share * share) / 100 })) : [];
}

/** One way, or none where the caller, the method or the path is not granted. */
function remoteWays(
  { known, answer, who, request, down }: Asking,
  grant: Grant,
  by: "routed" | "failing",
  share: number,
): readonly IntendedEnd[] {
  const { exposure, mode } = grant;
  const { consumption } = answer;
  const everyWay: Callers = unionOfCallers([known.grants.callers(grant, "routed"), known.grants.callers(grant, "failing")]);
  if (isDown(exposure.cluster, "ingress", down)) return [];
  if ((mode === "gateways" || consumption.via === "egress") && isDown(consumption.cluster, "egress", down)) return [];
  const arrival = mode === "workloads" ? atWorkload(grant, request, who) : atGateways(grant, request, by);
  if (!coversCaller(everyWay, who) || !arrival) return [];
  const arrives = coversCaller(known.grants.callers(grant, by), who) ? arrival : "may";
  return [remoteWay(grant, share, arrives)];
}

/** The caller's proxy has read the request, its egress gateway reads it once more, and then the exposer's gateway does. */
function atGateways({ allow, exposure, consumer }: Grant, request: HttpRequest | undefined, by: "routed" | "failing") {
  const read = request && asReadIn(consumer, request);
  // A failover asks under the group's host, which has no path.
  const arriving = read && (by === "routed" ? putBelowPath(exposure, read) : asReadIn(exposure.cluster, read));
  return request && !arriving ? undefined : arrivalOf(allow, arriving);
}

function atWorkload({ allow, exposure }: Grant, request: HttpRequest | undefined, who: string): IntendedEnd["arrives"] | undefined {
  const read = request && asReadIn(exposure.cluster, request);
  return (request === undefined || read) && allows(allow, read, who) ? "must" : undefined;
}

/** The end of a call that a grant lets through. */
export function remoteWay({ exposure }: Grant, share: number, arrives: IntendedEnd["arrives"]): IntendedEnd {
  const { cluster, local, port, subset = {} } = exposure;
  const { managed, name } = cluster;
  return { cluster: name, service: `${local.name}.${local.namespace}`, port, labels: subset, share, arrives, outsideModel: !managed };
}

function isDown({ name }: Cluster, gateway: "ingress" | "egress", down: readonly string[]): boolean {
  return down.includes(name) || down.includes(`${name}/${gateway}`);
}
