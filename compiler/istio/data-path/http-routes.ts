import type { Labels } from "../../1-load/federation-file.ts";
import type { HttpMatch, HttpRoute, SourceMatch } from "../objects/read-routes.ts";
import type { StringMatch } from "../objects/read-string-match.ts";
import { selects } from "../objects/selects.ts";
import { withoutQuery } from "./request-path.ts";
import type { Request } from "./way.ts";

/** The proxy that chooses a route, and the port that it was called at. */
export interface Chooser {
  readonly port: number;
  readonly namespace: string;
  readonly labels: Labels;
}

/** Whether a route may be this proxy's at all: those that may not, Istio does not send it. */
export function isForProxy({ matches }: { readonly matches: readonly SourceMatch[] }, chooser: Chooser): boolean {
  return matches.length === 0 || matches.some((match) => comesFrom(match, chooser));
}

/** The match by which a request takes a route; true where the route takes everything. */
export function matchOf(route: HttpRoute, chooser: Chooser, request: Request): HttpMatch | true | undefined {
  if (route.matches.length === 0) return true;
  return route.matches.find((match) => comesFrom(match, chooser) && asks(match, request));
}

/** The request as the route sends it on. A rewrite of the path replaces the prefix that matched, or the whole of an exact path. */
export function rewritten(
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

function comesFrom({ port, sourceNamespace, sourceLabels }: SourceMatch, chooser: Chooser): boolean {
  return (
    (port === undefined || port === chooser.port) &&
    (sourceNamespace === undefined || sourceNamespace === chooser.namespace) &&
    (sourceLabels === undefined || selects(sourceLabels, chooser.labels))
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
