import type { HttpRequest, Workload } from "../call.ts";
import type { Mesh } from "../objects/mesh.ts";
import { onlyOne } from "../objects/object-head.ts";
import type { RouteDestination, VirtualService } from "../objects/read-virtual-service.ts";
import { isVisible } from "../objects/visibility.ts";
import type { ObjectName } from "../verdict.ts";
import { type Flight, type ForwardedCall, fail, leave, type Request, refuse, sendTo, stepped } from "./flight.ts";
import { isForProxy, sendBy, takenRoute } from "./http-routes.ts";
import { requestAsRead } from "./request-path.ts";
import { dialledService, type KnownService, speaksHttp } from "./services.ts";
import { type SourceProxy, sidecar } from "./source-proxy.ts";

/** How the proxy of a pod handles its call of a host. Returns the calls that go on; empty if the call ends there or leaves the model. */
export function callFrom(flight: Flight, mesh: Mesh, from: Workload, request: HttpRequest | undefined): readonly ForwardedCall[] {
  const { port } = from;
  const source = sidecar(mesh, from.namespace, from.account, from.labels);
  const target = dialledService(mesh, from.namespace, from.host);
  const http = target && speaksHttp(target, port);
  if (!mesh.configured || !target || http === undefined) return leave(flight, "no object of the cluster is about this host and port");
  const host = request?.headers.host ?? (port === 80 ? from.host : `${from.host}:${port}`);
  const sent: Request | undefined = request && { ...request, host };
  if (!http) return callTcp(flight, source, target, port, sent);
  if (!sent) return fail(flight, `\`${target.host}\` expects HTTP`);
  return callHttp({ ...flight, answered: true }, source, target, port, sent);
}

function callTcp(
  flight: Flight,
  source: SourceProxy,
  { host }: KnownService,
  port: number,
  request: Request | undefined,
): readonly ForwardedCall[] {
  const route = virtualServiceFor(source, host)?.tcp.find((route) => isForProxy(route, source, port));
  const destinations = route?.destinations ?? [unrouted(host, port)];
  return sendTo(destinations, routed(flight, source, host, route?.name), source, route?.name, () => ({ tls: undefined, request }));
}

/** Envoy routes HTTP by its Host header, among the services with that port. */
function callHttp(flight: Flight, source: SourceProxy, dialled: KnownService, port: number, sent: Request): readonly ForwardedCall[] {
  const request = requestAsRead(sent, source.mesh.facts.pathNormalization);
  if (!request) return refuse(flight, 400, "the proxy refuses such a path");
  const named = dialledService(source.mesh, source.namespace, request.host.replace(/:\d+$/, ""));
  if (!named || !speaksHttp(named, port)) {
    const isWithoutEndpoints = dialled.service?.object && !dialled.service.object.selector && !dialled.entry;
    return isWithoutEndpoints
      ? fail(flight, `nobody serves \`${dialled.host}\``)
      : leave(flight, "no object of the cluster is about the Host header");
  }
  const { host } = named;
  const by = virtualServiceFor(source, host);
  const routes = by?.http.filter((route) => isForProxy(route, source, port)) ?? [];
  if (!by || routes.length === 0)
    return sendTo([unrouted(host, port)], routed(flight, source, host), source, undefined, () => ({ tls: undefined, request }));
  const taken = takenRoute(routes, source, port, request);
  if (!taken) return refuse(flight, 404, `no route of \`${host}\` takes it`, by.name);
  const { name, refuses } = taken.route;
  if (refuses) return refuse(flight, 404, `\`${host}\` refuses such a path`, name);
  return sendBy(taken, routed(flight, source, host, name), source, request);
}

function unrouted(host: string, port: number): RouteDestination {
  return { host, port, subset: "", weight: 100, authority: undefined };
}

function virtualServiceFor({ mesh, namespace }: SourceProxy, host: string): VirtualService | undefined {
  const visible = mesh.virtualServices.get(host)?.filter(({ visibility }) => isVisible(visibility, namespace));
  return visible && onlyOne(visible, "spec.hosts", "for one host");
}

function routed(flight: Flight, { mesh }: SourceProxy, host: string, by?: ObjectName): Flight {
  return stepped(flight, () => ({
    cluster: mesh.facts.name,
    at: "caller",
    what: by ? `\`${host}\` is routed` : `\`${host}\` is called as it is`,
    by: by ? [by] : [],
  }));
}
