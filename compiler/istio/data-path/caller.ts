import type { HttpRequest, Workload } from "../call.ts";
import type { Mesh } from "../objects/mesh.ts";
import { shownName } from "../objects/object-head.ts";
import type { VirtualService } from "../objects/read-virtual-service.ts";
import { UnsupportedObject } from "../objects/unsupported-object.ts";
import { isVisible } from "../objects/visibility.ts";
import { type Flight, fail, leave, type Request, refuse, stepped } from "./flight.ts";
import type { ForwardedCall } from "./forwarded-call.ts";
import { isForProxy, matchOf, type RouteContext, rewrittenRequest } from "./http-routes.ts";
import { normalized } from "./request-path.ts";
import { dialledService, type KnownService, speaksHttp } from "./services.ts";
import { type SourceProxy, sidecar } from "./source-proxy.ts";

/** A pod calls a host name: what its proxy makes of it. Nothing where the call ends there, or is none of the federation's. */
export function callFrom(flight: Flight, mesh: Mesh, from: Workload, request: HttpRequest | undefined): readonly ForwardedCall[] {
  const source = sidecar(mesh, from.namespace, from.account, from.labels);
  const target = dialledService(mesh, from.namespace, from.host);
  const http = target && speaksHttp(target, from.port);
  if (!mesh.configured || !target || http === undefined) return leave(flight, "nothing there is the federation's");
  const authority = request && (request.headers.host ?? (from.port === 80 ? from.host : `${from.host}:${from.port}`));
  const sent: Request | undefined = request && {
    method: request.method,
    path: request.path,
    headers: request.headers,
    host: authority ?? "",
  };
  if (!http) return callTcp(flight, source, target, from.port, sent);
  if (!sent) return fail(flight, `\`${target.host}\` expects HTTP`);
  return callHttp(flight, source, target, from.port, sent);
}

/** A connection goes to one of its route's destinations, by their weights. */
function callTcp(
  flight: Flight,
  source: SourceProxy,
  { host }: KnownService,
  port: number,
  request: Request | undefined,
): readonly ForwardedCall[] {
  const context: RouteContext = { port, namespace: source.namespace, labels: source.labels };
  const route = virtualServiceFor(source, host)?.tcp.find((route) => isForProxy(route, context));
  const named = route?.name;
  const destinations = route?.destinations ?? [{ host, port, subset: "", weight: 100 }];
  return destinations.map((destination) => ({
    flight: { ...routed(flight, source, host, named), share: (flight.share * destination.weight) / 100 },
    source: source,
    destination,
    by: named,
    connection: { tls: undefined, request },
  }));
}

/** HTTP is routed by its Host header, among the names with that port. */
function callHttp(plain: Flight, source: SourceProxy, dialled: KnownService, port: number, raw: Request): readonly ForwardedCall[] {
  const flight = { ...plain, answered: true };
  const path = normalized(raw.path, source.mesh.facts.pathNormalization ?? "BASE");
  if (path === undefined) return refuse(flight, "none", "the proxy refuses such a path");
  const request = path === raw.path ? raw : { ...raw, path };
  const named = dialledService(source.mesh, source.namespace, raw.host.replace(/:\d+$/, ""));
  const target = named && speaksHttp(named, port) ? named : undefined;
  if (!target) {
    const { service, entry } = dialled;
    const created = service?.object !== undefined && service.object.selector === undefined && !entry;
    return created ? fail(flight, `nobody serves \`${dialled.host}\``) : leave(flight, "the Host header is none of the federation's");
  }
  const { host } = target;
  const context: RouteContext = { port, namespace: source.namespace, labels: source.labels };
  const by = virtualServiceFor(source, host);
  const routes = by?.http.filter((route) => isForProxy(route, context)) ?? [];
  if (!by || routes.length === 0) {
    return [
      {
        flight: routed(flight, source, host, undefined),
        source: source,
        destination: { host, port, subset: "" },
        by: undefined,
        connection: { tls: undefined, request },
      },
    ];
  }
  for (const route of routes) {
    const match = matchOf(route, context, request);
    if (!match) continue;
    const name = route.name;
    if (route.refuses) return refuse(flight, 404, `\`${host}\` refuses such a path`, name);
    return route.destinations.map((destination) => ({
      flight: { ...routed(flight, source, host, name), share: (flight.share * destination.weight) / 100 },
      source: source,
      destination,
      by: name,
      connection: { tls: undefined, request: rewrittenRequest(request, route, match, destination.authority) },
    }));
  }
  return refuse(flight, 404, `no route of \`${host}\` takes it`, by.name);
}

function virtualServiceFor({ mesh, namespace }: SourceProxy, host: string): VirtualService | undefined {
  const all = mesh.virtualServices.get(host);
  if (!all) return undefined;
  const [one, another] = all.filter(({ visibility }) => isVisible(visibility, namespace));
  if (one && another)
    throw new UnsupportedObject(
      shownName(another.name),
      "spec.hosts",
      `of two for one host the older wins; the other is ${shownName(one.name)}`,
    );
  return one;
}

function routed(flight: Flight, { mesh }: SourceProxy, host: string, by: ForwardedCall["by"]): Flight {
  return stepped(flight, () => ({
    cluster: mesh.facts.name,
    at: "caller",
    what: by ? `\`${host}\` is routed` : `\`${host}\` is called as it is`,
    by: by ? [by] : [],
  }));
}
