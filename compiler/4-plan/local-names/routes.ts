import { labelsText } from "../../1-load/labels-text.ts";
import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Consumption, Destination, Route } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { beginsWithLocal, failoverInForce, isLocal, routesInForce } from "../../2-resolve/routes-in-force.ts";
import type { ClusterView } from "../cluster-view.ts";
import { type Manifest, metadata, planned, suppressed } from "../manifest.ts";
import {
  delegateName,
  egressServiceHost,
  groupHost,
  internalGroupHost,
  internalHost,
  objectName,
  serviceHost,
  subsetName,
  usedName,
} from "../names.ts";
import type { HttpMatch, HttpRoute, RouteDestination, TcpRoute } from "../objects.ts";

/** Subsets of the local Service, by their labels. */
export type LocalSubsets = ReadonlyMap<string, { readonly name: string; readonly labels: Readonly<Record<string, string>> }>;

/** One port of a local name. `namespaces` is set if not everyone who sees the name may call this port. */
interface AnsweringRoutes {
  readonly consumption: Consumption;
  readonly namespaces: readonly string[] | undefined;
}

/** A VirtualService of a local name: of a Service, or of a full host name in one namespace. */
interface LocalVirtualService {
  readonly host: string;
  readonly name: string;
  readonly about: Parameters<typeof metadata>[0];
  readonly exportTo: readonly string[];
  readonly comment: readonly string[];
}

/** The VirtualService of a local name. */
export function localVirtualService(
  view: ClusterView,
  { host, name, about, exportTo, comment }: LocalVirtualService,
  answers: readonly AnsweringRoutes[],
  subsets: LocalSubsets,
): Manifest {
  const routesOver = (isTcp: boolean) =>
    answers
      .filter(({ consumption }) => (consumption.service.protocol === "tcp") === isTcp)
      .flatMap((answer) => answeringRoutes(view, answer, subsets));
  const http = routesOver(false);
  const tcp = routesOver(true);
  // The analysis finds DestinationRules of other namespaces by hosts in cluster.local only (pkg/config/analysis/analyzers/util).
  const missed = tcp.length > 0 && view.cluster.istio.domain !== "cluster.local";
  return planned(
    "VirtualService",
    metadata(about, objectName(`federation-${name}`), missed ? suppressed("IST0101") : {}),
    { hosts: [host], exportTo, ...(http.length > 0 && { http }), ...(tcp.length > 0 && { tcp }) },
    ...comment,
    ...(missed ? ["IST0101 does not apply: the subset is in federation-egress; the analysis looks for cluster.local only."] : []),
  );
}

/**
 * A VirtualService without hosts. One of the user, bound to a gateway, delegates to it. Gateways' proxies have no source labels, and they do
 * not call the port of the local name.
 */
export function delegateVirtualService(view: ClusterView, consumption: Consumption, subsets: LocalSubsets): Manifest {
  const { federation, home } = view;
  const routes = plannedRoutes(consumption);
  const takesAll = consumption.create || routes.some(({ match }) => match === undefined);
  const http = routes.map((route) => ({
    ...(route.match && { match: requestMatches(route) }),
    ...resilience(consumption),
    route: destinationsOf(view, consumption, route, subsets),
  }));
  return planned(
    "VirtualService",
    metadata({ federation, namespace: home.namespace, service: consumption.service.name }, delegateName(consumption)),
    { hosts: [], exportTo: ["*"], http: takesAll ? http : [...http, { route: [localDestination(consumption)] }] },
    "For your own gateways: a VirtualService of yours delegates to it. Only gateways whose service account is a caller get through.",
  );
}

/** The user's routes in their order. If the Service exists, calls that match no route still reach it. */
function answeringRoutes(view: ClusterView, answer: AnsweringRoutes, subsets: LocalSubsets): readonly (HttpRoute & TcpRoute)[] {
  const { consumption } = answer;
  const tcp = consumption.service.protocol === "tcp";
  const routes = plannedRoutes(consumption).map((route) => ({
    match: tcp ? callerMatches(answer) : httpMatches(answer, route),
    ...(!tcp && resilience(consumption)),
    route: destinationsOf(view, consumption, route, subsets),
  }));
  const rest = keepsLocal(answer) ? [{ match: [{ port: portOf(consumption) }], route: [localDestination(consumption)] }] : [];
  return [...routes, ...rest];
}

/** A failover is one route: to the group, or to the local Service with its additional endpoints. */
function plannedRoutes(consumption: Consumption): readonly Route[] {
  return failoverInForce(consumption).length > 0
    ? [{ match: undefined, destinations: [], written: undefined }]
    : routesInForce(consumption);
}

function portOf({ port }: Consumption): number {
  if (port === undefined) throw new Error("a managed consumer has a port");
  return port;
}

/** Whether calls can miss all routes and must reach the existing Service. */
function keepsLocal({ consumption, namespaces }: AnsweringRoutes): boolean {
  if (consumption.create) return false;
  const takesAll = plannedRoutes(consumption).some(({ match }) => match === undefined);
  return !takesAll || namespaces !== undefined || consumption.callerLabels !== undefined;
}

/** The callers that a port's routes apply to: one match per namespace. */
function callerMatches({ consumption, namespaces }: AnsweringRoutes) {
  const { callerLabels } = consumption;
  return (namespaces ?? [undefined]).map((sourceNamespace) => ({
    port: portOf(consumption),
    ...(sourceNamespace !== undefined && { sourceNamespace }),
    ...(callerLabels && { sourceLabels: callerLabels }),
  }));
}

/** A match of Istio takes one method, so there is one match per method. */
function httpMatches(answer: AnsweringRoutes, route: Route): readonly HttpMatch[] {
  return callerMatches(answer).flatMap((callers) => requestMatches(route).map((request) => ({ ...callers, ...request })));
}

function requestMatches({ match }: Route): readonly HttpMatch[] {
  const methods = match?.methods ? sorted(match.methods) : [undefined];
  return methods.map((method) => ({
    ...(match?.path && { uri: match.path }),
    ...(method !== undefined && { method: { exact: method } }),
    ...(match?.headers && { headers: match.headers }),
  }));
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
  if (destinations.length === 0) return [toFailover(view, consumption)];
  return destinations.map((destination) => ({
    ...(destinations.length > 1 && { weight: destination.weight }),
    ...(isLocal(destination) ? localDestination(consumption, subsetOf(destination, subsets)) : toExposer(view, consumption, destination)),
  }));
}

function toExposer(view: ClusterView, consumption: Consumption, { grant }: Destination): RouteDestination {
  if (!grant) throw new Error("a destination leads nowhere");
  return grant.mode === "workloads"
    ? toWorkload(consumption, internalHost(grant, view.federation), grant.exposure.local.fqdn)
    : toEgress(view, consumption, subsetName(usedName(grant)), serviceHost(grant));
}

function toFailover(view: ClusterView, consumption: Consumption): RouteDestination {
  const { service } = consumption;
  const { cluster, federation } = view;
  const [first, ...others] = failoverInForce(consumption);
  if (beginsWithLocal(consumption)) return localDestination(consumption);
  if (first?.mode !== "workloads") return toEgress(view, consumption, subsetName(service.name), groupHost(service, cluster, federation));
  // The header is set before an exposer is chosen. If the exposers' names for the service differ, it is left unchanged.
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

/** In mode workloads the host identifies the service, and its DestinationRule sets TLS and the server name. */
function toWorkload({ service, port }: Consumption, host: string, authority: string | undefined): RouteDestination {
  return {
    destination: { host, port: { number: port ?? 0 } },
    ...(service.protocol !== "tcp" && authority !== undefined && { headers: { request: { set: { ":authority": authority } } } }),
  };
}

/**
 * To the egress gateway. HTTP uses the exposer's host for the service. The host is set per destination, since a route's rewrite would
 * also change the local share. For tcp, a subset sets the server name.
 */
function toEgress({ cluster }: ClusterView, { service }: Consumption, tcpSubset: string, host: string): RouteDestination {
  const tcp = service.protocol === "tcp";
  return {
    destination: { host: egressServiceHost(cluster), ...(tcp && { subset: tcpSubset }), port: { number: gatewayPort } },
    ...(!tcp && { headers: { request: { set: { ":authority": host } } } }),
  };
}
