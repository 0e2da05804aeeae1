import { labelsText } from "../../1-load/labels-text.ts";
import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Consumption, Destination, Route } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { beginsWithLocal, failoverInForce, isLocal, routesInForce } from "../../2-resolve/routes-in-force.ts";
import type { ClusterView } from "../cluster-view.ts";
import { egressServiceHost, groupHost, internalGroupHost, internalHost, serviceHost, subsetName, usedName } from "../names.ts";
import type { HttpMatch, HttpRoute, RouteDestination, TcpRoute } from "../objects.ts";

/** Subsets of the local Service, by their labels. */
export type LocalSubsets = ReadonlyMap<string, { readonly name: string; readonly labels: Readonly<Record<string, string>> }>;

/** One port of a local name; `namespaces` where not everyone who sees the name is a caller of this port. */
export interface AnsweringRoutes {
  readonly consumption: Consumption;
  readonly namespaces: readonly string[] | undefined;
}

/** The user's routes in their order; with an existing Service, whoever none of them is for keeps that. */
export function httpRoutesOf(view: ClusterView, answer: AnsweringRoutes, subsets: LocalSubsets): readonly HttpRoute[] {
  const { consumption } = answer;
  const routes = wantedRoutes(consumption).map((route): HttpRoute => {
    const destinations = destinationsOf(view, consumption, route, subsets);
    return { match: httpMatches(answer, route), ...resilience(consumption), route: destinations };
  });
  const rest = keepsLocal(answer) ? [{ match: [{ port: portOf(consumption) }], route: [localDestination(consumption)] }] : [];
  return [...routes, ...rest];
}

export function tcpRoutesOf(view: ClusterView, answer: AnsweringRoutes, subsets: LocalSubsets): readonly TcpRoute[] {
  const { consumption } = answer;
  const routes = wantedRoutes(consumption).map(
    (route): TcpRoute => ({ match: callerMatches(answer), route: destinationsOf(view, consumption, route, subsets) }),
  );
  const rest = keepsLocal(answer) ? [{ match: [{ port: portOf(consumption) }], route: [localDestination(consumption)] }] : [];
  return [...routes, ...rest];
}

/** A failover is one route: to the group, or to the local Service, whose endpoints are extended. */
function wantedRoutes(consumption: Consumption): readonly Route[] {
  return failoverInForce(consumption).length > 0
    ? [{ match: undefined, destinations: [], written: undefined }]
    : routesInForce(consumption);
}

/** As Istio reads the protocol from it. */
export function portName({ service, port }: Consumption): string {
  return `${service.protocol}-${port}`;
}

function portOf({ port }: Consumption): number {
  if (port === undefined) throw new Error("a managed consumer has a port");
  return port;
}

/** Not needed where a route before takes everything. */
function keepsLocal({ consumption, namespaces }: AnsweringRoutes): boolean {
  if (consumption.create) return false;
  const takesAll = wantedRoutes(consumption).some(({ match }) => match === undefined);
  return !takesAll || namespaces !== undefined || consumption.callerLabels !== undefined;
}

/** Who a port's routes are for: a match per namespace. */
function callerMatches({ consumption, namespaces }: AnsweringRoutes) {
  const { callerLabels } = consumption;
  return (namespaces ?? [undefined]).map((sourceNamespace) => ({
    port: portOf(consumption),
    ...(sourceNamespace !== undefined && { sourceNamespace }),
    ...(callerLabels && { sourceLabels: callerLabels }),
  }));
}

/** Istio matches one method at a time: so there is a match per method. */
function httpMatches(answer: AnsweringRoutes, { match }: Route): readonly HttpMatch[] {
  const methods = match?.methods ? sorted(match.methods) : [undefined];
  return callerMatches(answer).flatMap((callers) =>
    methods.map((method) => ({
      ...callers,
      ...(match?.path && { uri: match.path }),
      ...(method !== undefined && { method: { exact: method } }),
      ...(match?.headers && { headers: match.headers }),
    })),
  );
}

function resilience({ written }: Consumption): Pick<HttpRoute, "timeout" | "retries"> {
  const { timeout, retries } = written;
  return {
    ...(timeout !== undefined && { timeout }),
    ...(retries && {
      retries: {
        attempts: retries.attempts,
        ...(retries.perTryTimeout !== undefined && { perTryTimeout: retries.perTryTimeout }),
        ...(retries.on !== undefined && { retryOn: retries.on }),
      },
    }),
  };
}

function destinationsOf(
  view: ClusterView,
  consumption: Consumption,
  { destinations }: Route,
  subsets: LocalSubsets,
): readonly RouteDestination[] {
  const { service } = consumption;
  const { cluster, federation } = view;
  if (destinations.length === 0) return [toFailover(view, consumption)];
  return destinations.map((destination): RouteDestination => {
    const weight = destinations.length > 1 ? { weight: destination.weight } : {};
    const { cluster: exposer, grant } = destination;
    if (isLocal(destination)) return { ...weight, ...localDestination(consumption, subsetOf(destination, subsets)) };
    if (!exposer || !grant) throw new Error("a destination leads nowhere");
    if (grant.mode === "workloads")
      return { ...weight, ...toWorkload(consumption, internalHost(service, exposer, federation), grant.exposure.local.fqdn) };
    return {
      ...weight,
      ...toEgress(view, consumption, subsetName(usedName(service, exposer)), serviceHost(service, cluster, exposer)),
    };
  });
}

function toFailover(view: ClusterView, consumption: Consumption): RouteDestination {
  const { service } = consumption;
  const { cluster, federation } = view;
  const [first, ...others] = failoverInForce(consumption);
  if (beginsWithLocal(consumption)) return localDestination(consumption);
  if (first?.mode !== "workloads") return toEgress(view, consumption, subsetName(service.name), groupHost(service, cluster, federation));
  // The header is written before it is known who answers: so it stays as it is where the exposers' names for it differ.
  const { fqdn } = first.exposure.local;
  const same = others.every(({ exposure }) => exposure.local.fqdn === fqdn);
  return toWorkload(consumption, internalGroupHost(service, federation), same ? fqdn : undefined);
}

function subsetOf({ subset }: Destination, subsets: LocalSubsets): string | undefined {
  return subset && subsets.get(labelsText(subset))?.name;
}

function localDestination({ as, port }: Consumption, subset?: string): RouteDestination {
  return { destination: { host: as?.host ?? "", ...(subset !== undefined && { subset }), port: { number: port ?? 0 } } };
}

/** In mode workloads the host stands for the service, and its DestinationRule for the way there. */
function toWorkload({ service, port }: Consumption, host: string, authority: string | undefined): RouteDestination {
  return {
    destination: { host, port: { number: port ?? 0 } },
    ...(service.protocol !== "tcp" && authority !== undefined && { headers: { request: { set: { ":authority": authority } } } }),
  };
}

/**
 * To the egress gateway: HTTP under the host that the exposer knows the service by, which must be set per destination (a
 * route's rewrite would change the local share too); tcp by a subset, whose server name tells.
 */
function toEgress({ cluster }: ClusterView, { service }: Consumption, tcpSubset: string, host: string): RouteDestination {
  const tcp = service.protocol === "tcp";
  return {
    destination: { host: egressServiceHost(cluster), ...(tcp && { subset: tcpSubset }), port: { number: gatewayPort } },
    ...(!tcp && { headers: { request: { set: { ":authority": host } } } }),
  };
}
