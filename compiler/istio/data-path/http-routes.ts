import type { HttpMatch, HttpRoute, SourceMatch, StringMatch } from "../objects/read-virtual-service.ts";
import { selects } from "../objects/selects.ts";
import { type Flight, type ForwardedCall, type Request, sendTo } from "./flight.ts";
import { withoutQuery } from "./request-path.ts";
import type { SourceProxy } from "./source-proxy.ts";

/** A route, and the match by which a request takes it. Undefined for a route without matches, which takes every request. */
export interface TakenRoute {
  readonly route: HttpRoute;
  readonly match: HttpMatch | undefined;
}

/** Whether Istio sends a proxy this route at all, for calls of this port. */
export function isForProxy({ matches }: { readonly matches: readonly SourceMatch[] }, proxy: SourceProxy, port: number): boolean {
  return matches.length === 0 || matches.some((match) => comesFrom(match, proxy, port));
}

/** The first route that takes a request. */
export function takenRoute(routes: readonly HttpRoute[], proxy: SourceProxy, port: number, request: Request): TakenRoute | undefined {
  for (const route of routes) {
    const match = route.matches.find((match) => comesFrom(match, proxy, port) && fits(match, request));
    if (match || route.matches.length === 0) return { route, match };
  }
  return undefined;
}

/** Sends a request on by a route. */
export function sendBy({ route, match }: TakenRoute, flight: Flight, source: SourceProxy, request: Request): readonly ForwardedCall[] {
  return sendTo(route.destinations, flight, source, route.name, ({ authority }) => ({
    tls: undefined,
    request: rewritten(request, route, match, authority),
  }));
}

/**
 * A rewrite of the path replaces the prefix that matched, or an exact path as a whole
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite).
 */
function rewritten(
  request: Request,
  { rewritePath, rewriteAuthority }: HttpRoute,
  match: HttpMatch | undefined,
  authority: string | undefined,
): Request {
  const host = rewriteAuthority ?? authority ?? request.host;
  if (rewritePath === undefined) return host === request.host ? request : { ...request, host };
  const prefix = match?.pathPrefix ?? (match?.path ? withoutQuery(request.path) : "/");
  return { ...request, host, path: rewritePath + request.path.slice(prefix.length) };
}

function comesFrom({ port, sourceNamespace, sourceLabels }: SourceMatch, proxy: SourceProxy, dialled: number): boolean {
  return (
    (port === undefined || port === dialled) &&
    (sourceNamespace === undefined || sourceNamespace === proxy.namespace) &&
    (sourceLabels === undefined || selects(sourceLabels, proxy.labels))
  );
}

function fits({ authority, path, method, headers }: HttpMatch, request: Request): boolean {
  const accepts = (match: StringMatch | undefined, value: string | undefined) => !match || (value !== undefined && match(value));
  return (
    accepts(authority, request.host) &&
    accepts(method, request.method) &&
    accepts(path, withoutQuery(request.path)) &&
    headers.every(({ name, match }) => accepts(match, request.headers[name]))
  );
}
