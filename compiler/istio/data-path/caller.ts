import type { HttpRequest, Workload } from "../call.ts";
import type { Mesh } from "../objects/mesh.ts";
import { shownName } from "../objects/object-head.ts";
import type { VirtualService } from "../objects/read-virtual-service.ts";
import { Unmodelled } from "../objects/unmodelled.ts";
import { isVisible } from "../objects/visibility.ts";
import { type Chooser, isForProxy, matchOf, rewritten } from "./http-routes.ts";
import type { Onward } from "./onward.ts";
import { normalized } from "./request-path.ts";
import { type Sender, sidecar } from "./sender.ts";
import { dialledService, type KnownService, speaksHttp } from "./services.ts";
import { fail, leave, type Request, refuse, stepped, type Way } from "./way.ts";

/** A pod calls a host name: what its proxy makes of it. Nothing where the call ends there, or is none of the federation's. */
export function callFrom(way: Way, mesh: Mesh, from: Workload, request: HttpRequest | undefined): readonly Onward[] {
  const sender = sidecar(mesh, from.namespace, from.account, from.labels);
  const target = dialledService(mesh, from.namespace, from.host);
  const http = target && speaksHttp(target, from.port);
  if (!mesh.configured || !target || http === undefined) return leave(way, "nothing there is the federation's");
  const authority = request && (request.headers.host ?? (from.port === 80 ? from.host : `${from.host}:${from.port}`));
  const sent: Request | undefined = request && {
    method: request.method,
    path: request.path,
    headers: request.headers,
    host: authority ?? "",
  };
  if (!http) return callTcp(way, sender, target, from.port, sent);
  if (!sent) return fail(way, `\`${target.host}\` expects HTTP`);
  return callHttp(way, sender, target, from.port, sent);
}

/** A connection goes to one of its route's destinations, by their weights. */
function callTcp(way: Way, sender: Sender, { host }: KnownService, port: number, request: Request | undefined): readonly Onward[] {
  const chooser: Chooser = { port, namespace: sender.namespace, labels: sender.labels };
  const route = virtualServiceFor(sender, host)?.tcp.find((route) => isForProxy(route, chooser));
  const named = route?.name;
  const destinations = route?.destinations ?? [{ host, port, subset: "", weight: 100 }];
  return destinations.map((destination) => ({
    way: { ...routed(way, sender, host, named), share: (way.share * destination.weight) / 100 },
    sender,
    destination,
    by: named,
    connection: { tls: undefined, request },
  }));
}

/** HTTP is routed by its Host header, among the names with that port. */
function callHttp(plain: Way, sender: Sender, dialled: KnownService, port: number, raw: Request): readonly Onward[] {
  const way = { ...plain, answered: true };
  const path = normalized(raw.path, sender.mesh.facts.pathNormalization ?? "BASE");
  if (path === undefined) return refuse(way, "none", "the proxy refuses such a path");
  const request = path === raw.path ? raw : { ...raw, path };
  const named = dialledService(sender.mesh, sender.namespace, raw.host.replace(/:\d+$/, ""));
  const target = named && speaksHttp(named, port) ? named : undefined;
  if (!target) {
    const { service, entry } = dialled;
    const created = service?.object !== undefined && service.object.selector === undefined && !entry;
    return created ? fail(way, `nobody serves \`${dialled.host}\``) : leave(way, "the Host header is none of the federation's");
  }
  const { host } = target;
  const chooser: Chooser = { port, namespace: sender.namespace, labels: sender.labels };
  const by = virtualServiceFor(sender, host);
  const routes = by?.http.filter((route) => isForProxy(route, chooser)) ?? [];
  if (!by || routes.length === 0) {
    return [
      {
        way: routed(way, sender, host, undefined),
        sender,
        destination: { host, port, subset: "" },
        by: undefined,
        connection: { tls: undefined, request },
      },
    ];
  }
  for (const route of routes) {
    const match = matchOf(route, chooser, request);
    if (!match) continue;
    const name = route.name;
    if (route.refuses) return refuse(way, 404, `\`${host}\` refuses such a path`, name);
    return route.destinations.map((destination) => ({
      way: { ...routed(way, sender, host, name), share: (way.share * destination.weight) / 100 },
      sender,
      destination,
      by: name,
      connection: { tls: undefined, request: rewritten(request, route, match, destination.authority) },
    }));
  }
  return refuse(way, 404, `no route of \`${host}\` takes it`, by.name);
}

function virtualServiceFor({ mesh, namespace }: Sender, host: string): VirtualService | undefined {
  const all = mesh.virtualServices.get(host);
  if (!all) return undefined;
  const [one, another] = all.filter(({ visibility }) => isVisible(visibility, namespace));
  if (one && another)
    throw new Unmodelled(shownName(another.name), "spec.hosts", `of two for one host the older wins; the other is ${shownName(one.name)}`);
  return one;
}

function routed(way: Way, { mesh }: Sender, host: string, by: Onward["by"]): Way {
  return stepped(way, () => ({
    cluster: mesh.facts.name,
    at: "caller",
    what: by ? `\`${host}\` is routed` : `\`${host}\` is called as it is`,
    by: by ? [by] : [],
  }));
}
