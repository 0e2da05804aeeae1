import { type Callers, coversCaller, unionOfCallers } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Consumption, Destination, Grant } from "../../2-resolve/federation.ts";
import { callerNamespaces } from "../../2-resolve/names.ts";
import { isLocal } from "../../2-resolve/routes-in-force.ts";
import type { HttpRequest, Workload } from "../call.ts";
import { chooseRoute } from "./choose-route.ts";
import { allows } from "./granted-request.ts";
import type { Answer } from "./grants-in-force.ts";
import { fullHost } from "./host-names.ts";
import { type Intent, refused, undecided, type Way } from "./intent.ts";
import type { Known } from "./intentions.ts";

/** What an application's call of a name comes to. */
export function fromApplication(
  known: Known,
  cluster: Cluster,
  caller: Workload,
  request: HttpRequest | undefined,
  down: readonly string[],
): Intent {
  const host = fullHost(caller.host, caller.namespace, cluster);
  const who = `${caller.namespace}/${caller.account}`;
  if (host === known.names.egressService(cluster)) return atOwnEgress(known, cluster, who, request);
  const answer = known.grants.answer(cluster, `${host}:${caller.port}`);
  const exists = answer !== undefined && !answer.consumption.create && answer.consumption.as?.namespace !== undefined;
  const locally = () => known.locals.intent(cluster, host, caller.port, who, exists);
  if (!answer) return locally();
  if (!isRouted(answer.consumption, caller)) {
    const { create, as } = answer.consumption;
    const madeHere = (create || as?.namespace === undefined) && known.locals.exposures(cluster, `${host}:${caller.port}`).length === 0;
    return madeHere ? refused("nobody of whom this is says that it may") : locally();
  }
  const { consumption, routes, failover, localFirst } = answer;
  if ((consumption.service.protocol === "tcp") !== (request === undefined)) return undecided("it speaks another protocol");
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
  if (route === "unclear") return undecided("a regular expression of its routes cannot be tried here");
  if (!route) return consumption.create || consumption.as?.namespace === undefined ? refused("no route takes it") : locally();
  const ways = route.destinations.flatMap((destination) => destinationWays(asking, destination, () => locally()));
  return waysOf(ways);
}

interface Asking {
  readonly known: Known;
  readonly answer: Answer;
  readonly who: string;
  readonly request: HttpRequest | undefined;
  readonly down: readonly string[];
}

function waysOf(ways: readonly Way[]): Intent {
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
function atOwnEgress(known: Known, consumer: Cluster, who: string, request: HttpRequest | undefined): Intent {
  const host = request?.headers.host;
  return request && host !== undefined ? byEgress(known, consumer, who, host, request) : undecided("it names no service");
}

/** What a local caller may ask its egress gateway for, however it comes there; `host` is that of a service, of tcp as the server name. */
export function byEgress({ grants, names }: Known, consumer: Cluster, who: string, host: string, request: HttpRequest | undefined): Intent {
  const granted = grants.wantedBy(consumer).filter(({ exposure, mode, allow }) => {
    const { service, cluster } = exposure;
    const isNamed = host === names.service(service, consumer, cluster) || host === names.group(service, consumer);
    return isNamed && mode === "gateways" && allows(allow, request, undefined);
  });
  return waysOf(
    granted.flatMap((grant) => {
      const callers = unionOfCallers([grants.callers(grant, "routed"), grants.callers(grant, "failing")]);
      return coversCaller(callers, who) ? [remoteWay(grant, 100, "may")] : [];
    }),
  );
}

function destinationWays(asking: Asking, destination: Destination, locally: () => Intent): readonly Way[] {
  const { weight: share, grant, subset = {} } = destination;
  if (share === 0) return [];
  if (!isLocal(destination)) return grant ? remoteWays(asking, grant, "routed", share) : [];
  const intent = locally();
  return intent.kind === "granted" ? intent.ways.map((way) => ({ ...way, share, labels: subset })) : [];
}

/** One way, or none where the caller, the method or the path is not granted. */
function remoteWays({ known, answer, who, request, down }: Asking, grant: Grant, by: "routed" | "failing", share: number): readonly Way[] {
  const { exposure, mode } = grant;
  const { consumption } = answer;
  const everyWay: Callers = unionOfCallers([known.grants.callers(grant, "routed"), known.grants.callers(grant, "failing")]);
  if (isDown(exposure.cluster, "ingress", down)) return [];
  if ((mode === "gateways" || consumption.via === "egress") && isDown(consumption.cluster, "egress", down)) return [];
  if (!coversCaller(everyWay, who) || !allows(grant.allow, request, mode === "workloads" ? who : undefined)) return [];
  const arrives = coversCaller(known.grants.callers(grant, by), who) ? "must" : "may";
  return [remoteWay(grant, share, arrives)];
}

/** The end of a call that a grant lets through. */
export function remoteWay({ exposure }: Grant, share: number, arrives: Way["arrives"]): Way {
  const { cluster, local, port, subset = {} } = exposure;
  const { managed, name } = cluster;
  return { cluster: name, service: `${local.name}.${local.namespace}`, port, labels: subset, share, arrives, beyond: !managed };
}

function isDown({ name }: Cluster, gateway: "ingress" | "egress", down: readonly string[]): boolean {
  return down.includes(name) || down.includes(`${name}/${gateway}`);
}
