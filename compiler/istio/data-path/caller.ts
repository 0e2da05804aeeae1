import type { Workload } from "../call.ts";
import type { Mesh } from "../objects/mesh.ts";
import { onlyOne } from "../objects/object-head.ts";
import type { HttpRoute, RouteDestination, VirtualService } from "../objects/read-virtual-service.ts";
import { isVisible } from "../objects/visibility.ts";
import type { ObjectName } from "../verdict.ts";
import { type Flight, type ForwardedCall, fail, leave, refuse, sendTo } from "./flight.ts";
import { divideByRoutes, isForProxy, sendBy } from "./http-routes.ts";
import type { Meshes } from "./meshes.ts";
import { normalizationIn } from "./request-path.ts";
import type { Requests } from "./requests.ts";
import { dialledService, type KnownService, speaksHttp } from "./services.ts";
import { type SourceProxy, sidecar } from "./source-proxy.ts";
import { upstreamOf } from "./upstream.ts";

/** A pod that dials a host: what its proxy knows before it sees a request, worked out once for all of them. */
interface DiallingPod {
  readonly source: SourceProxy;
  readonly port: number;
  /** The Host header that it sends, unless a request has one. */
  readonly authority: string;
  /** Undefined if no object is about this host. */
  readonly dialled: KnownService | undefined;
  /** Undefined if no object is about this port of it. */
  readonly http: boolean | undefined;
  /** The routes to which a gateway of the user delegates; undefined for other pods. */
  readonly delegate: { readonly name: string; readonly routes: VirtualService | undefined } | undefined;
  /** The routes of a Host header that the requests before had. */
  readonly routing: Map<string, HttpRouting | undefined>;
}

/** How a proxy routes HTTP for a host. */
interface HttpRouting {
  readonly host: string;
  readonly by: VirtualService | undefined;
  readonly routes: readonly HttpRoute[];
  /** The host as it is, which is called if there are no routes. */
  readonly itself: RouteDestination;
}

export function diallingPod(mesh: Mesh, { namespace, account, labels, host, port }: Workload): DiallingPod {
  const isDelegate = host.startsWith("delegate:");
  const found = mesh.delegates.get(host);
  const dialled = isDelegate ? undefined : dialledService(mesh, namespace, host);
  return {
    source: sidecar(mesh, namespace, account, labels),
    delegate: isDelegate ? { name: host, routes: found && isVisible(found.visibility, namespace) ? found : undefined } : undefined,
    port,
    authority: port === 80 ? host : `${host}:${port}`,
    dialled,
    http: dialled && speaksHttp(dialled, port),
    routing: new Map(),
  };
}

/** Whether the calls of a pod arrive nowhere, whoever makes them: no route is there for them, and the host has no endpoints. */
export function arrivesNowhere(meshes: Meshes, { source, port, dialled, http, delegate }: DiallingPod): boolean {
  if (delegate) return delegate.routes === undefined;
  if (!source.mesh.configured || !dialled || http === undefined) return true;
  if (source.mesh.virtualServices.has(dialled.host) && virtualServiceFor(source, dialled.host)) return false;
  const upstream = upstreamOf(meshes, source, dialled.host, port, "");
  return !upstream || upstream.endpoints.length === 0;
}

/** Whether the requests of a pod go the same way with every name of the host in their Host header, and arrive with the same one. */
export function ignoresHostHeader(pod: DiallingPod): boolean {
  if (!pod.http) return false;
  const { by, routes } = routingOf(pod, pod.authority) ?? {};
  return by !== undefined && routes !== undefined && routes.length > 0 && routes.every(setsAuthority);
}

function setsAuthority({ matches, refuses, rewriteAuthority, destinations }: HttpRoute): boolean {
  const isSet = rewriteAuthority !== undefined || destinations.every(({ authority }) => authority !== undefined);
  return (refuses || isSet) && matches.every(({ authority }) => !authority);
}

/** How the proxy of a pod handles calls. Returns the calls that go on; empty if they end there or leave the model. */
export function callFrom(flight: Flight, pod: DiallingPod, host: string): readonly ForwardedCall[] {
  const { source, dialled, http, delegate } = pod;
  if (source.mesh.configured && delegate) return callByDelegate(flight, source, delegate, host);
  if (!source.mesh.configured || !dialled || http === undefined)
    return leave(flight, "no object of the cluster is about this host and port");
  if (!http) return callTcp(flight, pod, dialled, host);
  if (!flight.requests) return fail(flight, `\`${dialled.host}\` expects HTTP`);
  return callHttp(flight.with(flight.requests, true), flight.requests, pod, dialled, host);
}

/** The user's VirtualService chooses the calls, and this one their way. */
function callByDelegate(
  all: Flight,
  source: SourceProxy,
  { name, routes: by }: NonNullable<DiallingPod["delegate"]>,
  authority: string,
): readonly ForwardedCall[] {
  if (!all.requests) return leave(all, "gateways delegate HTTP alone");
  const { accepted, refused } = all.requests.asRead(normalizationIn(source.mesh.facts));
  if (refused) refuse(all.with(refused, true), 400, "the proxy refuses such a path");
  if (!accepted) return [];
  const flight = all.with(accepted, true);
  if (!by) return refuse(flight, 404, `there is no \`${name}\``);
  const { taken, untaken } = divideByRoutes(by.http, source, 0, authority, accepted);
  if (untaken) refuse(flight.with(untaken), 404, `no route of \`${name}\` takes it`, by.name);
  return taken.flatMap((one) => sendBy(one, routed(flight.with(one.requests), source, name, one.route.name), source, authority));
}

function callTcp(flight: Flight, { source, port }: DiallingPod, { host }: KnownService, authority: string): readonly ForwardedCall[] {
  const route = virtualServiceFor(source, host)?.tcp.find((route) => isForProxy(route, source, port));
  const destinations = route?.destinations ?? [unrouted(host, port)];
  const connection = { tls: undefined, host: authority };
  return sendTo(destinations, routed(flight, source, host, route?.name), source, route?.name, () => connection);
}

/** Envoy routes HTTP by its Host header, among the services with that port. */
function callHttp(all: Flight, sent: Requests, pod: DiallingPod, dialled: KnownService, authority: string): readonly ForwardedCall[] {
  const { source, port } = pod;
  const { accepted, refused } = sent.asRead(normalizationIn(source.mesh.facts));
  if (refused) refuse(all.with(refused), 400, "the proxy refuses such a path");
  if (!accepted) return [];
  const flight = all.with(accepted);
  const routing = routingOf(pod, authority);
  if (!routing) {
    const isWithoutEndpoints = dialled.service?.object && !dialled.service.object.selector && !dialled.entry;
    return isWithoutEndpoints
      ? fail(flight, `nobody serves \`${dialled.host}\``)
      : leave(flight, "no object of the cluster is about the Host header");
  }
  const { host, by, routes, itself } = routing;
  if (!by || routes.length === 0)
    return sendTo([itself], routed(flight, source, host), source, undefined, () => ({ tls: undefined, host: authority }));
  const { taken, untaken } = divideByRoutes(routes, source, port, authority, accepted);
  if (untaken) refuse(flight.with(untaken), 404, `no route of \`${host}\` takes it`, by.name);
  return taken.flatMap((one) => {
    const { name, refuses } = one.route;
    return refuses
      ? refuse(flight.with(one.requests), 404, `\`${host}\` refuses such a path`, name)
      : sendBy(one, routed(flight, source, host, name), source, authority);
  });
}

/** Undefined if no object is about the Host header. */
function routingOf({ source, port, routing }: DiallingPod, authority: string): HttpRouting | undefined {
  const known = routing.get(authority);
  if (known || routing.has(authority)) return known;
  const named = dialledService(source.mesh, source.namespace, authority.replace(/:\d+$/, ""));
  const found = named && speaksHttp(named, port) ? httpRouting(source, named.host, port) : undefined;
  routing.set(authority, found);
  return found;
}

function httpRouting(source: SourceProxy, host: string, port: number): HttpRouting {
  const by = virtualServiceFor(source, host);
  return { host, by, routes: by?.http.filter((route) => isForProxy(route, source, port)) ?? [], itself: unrouted(host, port) };
}

function unrouted(host: string, port: number): RouteDestination {
  return { host, port, subset: "", weight: 100, authority: undefined };
}

function virtualServiceFor({ mesh, namespace }: SourceProxy, host: string): VirtualService | undefined {
  const visible = mesh.virtualServices.get(host)?.filter(({ visibility }) => isVisible(visibility, namespace));
  return visible && onlyOne(visible, "spec.hosts", "for one host");
}

function routed(flight: Flight, { mesh }: SourceProxy, host: string, by?: ObjectName): Flight {
  return flight.stepped(() => ({
    cluster: mesh.facts.name,
    at: "caller",
    what: by ? `\`${host}\` is routed` : `\`${host}\` is called as it is`,
    by: by ? [by] : [],
  }));
}
