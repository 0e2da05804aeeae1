import type { Labels } from "../../1-load/federation-file.ts";
import type { HttpMatch, HttpRoute, SourceMatch } from "../objects/read-routes.ts";
import type { StringMatch } from "../objects/read-string-match.ts";
import { selects } from "../objects/selects.ts";
import type { Request } from "./flight.ts";
import { withoutQuery } from "./request-path.ts";

/** The proxy that chooses a route, and the port that it was called at. */
export interface RouteContext {
  readonly port: number;
  readonly namespace: string;
  readonly labels: Labels;
}

/** Whether a route may be this proxy's at all: those that may not, Istio does not send it. */
export function isForProxy({ matches }: { readonly matches: readonly SourceMatch[] }, context: RouteContext): boolean {
  return matches.length === 0 || matches.some((match) => comesFrom(match, context));
}

/** The match by which a request takes a route; true where the route takes everything. */
export function matchOf(route: HttpRoute, context: RouteContext, request: Request): HttpMatch | true | undefined {
  if (route.matches.length === 0) return true;
  return route.matches.find((match) => comesFrom(match, context) && asks(match, request));
}

/** The request as the route sends it on. A rewrite of the path replaces the prefix that matched, or the whole of an exact path. */
export function rewrittenRequest(
  request: Request,
  { rewritePath, rewriteAuthority }: HttpRoute,
  match: HttpMatch | true,
  authority: string | undefined,
): Request {
  const host = rewriteAuthority ?? authority ?? request.host;
  if (rewritePath === undefined) return host === request.host ? request : { ...request, host };
  const prefix = match === true ? "/" : (match.pathPrefix ?? (match.path ? withoutQuery(request.path) : "/"));
  return { ...request, host, path: rewritePath + request.path.slice(prefix.length) };
}

function comesFrom({ port, sourceNamespace, sourceLabels }: SourceMatch, context: RouteContext): boolean {
  return (
    (port === undefined || port === context.port) &&
    (sourceNamespace === undefined || sourceNamespace === context.namespace) &&
    (sourceLabels === undefined || selects(sourceLabels, context.labels))
  );
}

function asks({ authority, path, method, headers }: HttpMatch, request: Request): boolean {
  const fits = (match: StringMatch | undefined, value: string) => !match || match(value);
  return (
    fits(authority, request.host) &&
    fits(method, request.method) &&
    fits(path, withoutQuery(request.path)) &&
    headers.every(([name, match]) => {
      const value = request.headers[name];
      return value !== undefined && fits(match, value);
    })
  );
}
