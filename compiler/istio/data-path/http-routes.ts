import { getOrMakeAmong } from "../objects/indexed.ts";
import type { HttpMatch, HttpRoute, SourceMatch, StringMatch } from "../objects/read-virtual-service.ts";
import { selects } from "../objects/selects.ts";
import { type Flight, type ForwardedCall, sendTo } from "./flight.ts";
import { withoutQuery } from "./request-path.ts";
import type { Division, Request, Requests } from "./requests.ts";
import type { SourceProxy } from "./source-proxy.ts";

/** Requests that take a route, and the match by which they do. Undefined for a route without matches, which takes every request. */
interface TakenRoute {
  readonly route: HttpRoute;
  readonly match: HttpMatch | undefined;
  readonly requests: Requests;
}

/** Whether Istio sends a proxy this route at all, for calls of this port. */
export function isForProxy({ matches }: { readonly matches: readonly SourceMatch[] }, proxy: SourceProxy, port: number): boolean {
  return matches.length === 0 || matches.some((match) => comesFrom(match, proxy, port));
}

/** Requests by the first route that takes them, and those that no route takes. */
export function divideByRoutes(
  routes: readonly HttpRoute[],
  proxy: SourceProxy,
  port: number,
  host: string,
  requests: Requests,
): { readonly taken: readonly TakenRoute[]; readonly untaken: Requests | undefined } {
  const taken: TakenRoute[] = [];
  let left: Requests | undefined = requests;
  for (const route of routes) {
    if (!left) break;
    if (route.matches.length === 0) {
      taken.push({ route, match: undefined, requests: left });
      return { taken, untaken: undefined };
    }
    for (const match of route.matches) {
      if (!left) break;
      if (!comesFrom(match, proxy, port) || !accepts(match.authority, host)) continue;
      const parts = left.dividedBy(divisionBy(match));
      left = undefined;
      for (const { group, requests } of parts)
        if (group === fits) taken.push({ route, match, requests });
        else left = requests;
    }
  }
  return { taken, untaken: left };
}

/** Sends requests on by the route that they take. */
export function sendBy(
  { route, match, requests }: TakenRoute,
  flight: Flight,
  source: SourceProxy,
  host: string,
  answered = flight.answered,
): readonly ForwardedCall[] {
  const sent = flight.with(rewritten(requests, route, match), answered);
  return sendTo(route.destinations, sent, source, route.name, ({ authority }) => ({
    tls: undefined,
    host: route.rewriteAuthority ?? authority ?? host,
  }));
}

/**
 * A rewrite of the path replaces the prefix that matched, or an exact path as a whole
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite).
 */
function rewritten(requests: Requests, { rewritePath }: HttpRoute, match: HttpMatch | undefined): Requests {
  if (rewritePath === undefined) return requests;
  const isWhole = match?.pathPrefix === undefined && match?.path !== undefined;
  const prefix = match?.pathPrefix ?? "/";
  return requests.withPaths(JSON.stringify([rewritePath, isWhole ? undefined : prefix]), (path) => {
    return rewritePath + path.slice(isWhole ? withoutQuery(path).length : prefix.length);
  });
}

function comesFrom({ port, sourceNamespace, sourceLabels }: SourceMatch, proxy: SourceProxy, dialled: number): boolean {
  return (
    (port === undefined || port === dialled) &&
    (sourceNamespace === undefined || sourceNamespace === proxy.namespace) &&
    (sourceLabels === undefined || selects(sourceLabels, proxy.labels))
  );
}

/** The group of the requests that fit a match. */
const fits = 0;

/** By what matches ask about a request: many routes ask the same. */
const divisions = new Map<string, Division>();

/** The largest number of divisions that are kept. */
const maxKept = 1000;

function divisionBy(match: HttpMatch): Division {
  return getOrMakeAmong(maxKept, divisions, match.asked, () => ({ groupOf: (request) => (isAsked(match, request) ? fits : -1) }));
}

function isAsked({ path, method, headers }: HttpMatch, request: Request): boolean {
  return (
    accepts(method, request.method) &&
    accepts(path, withoutQuery(request.path)) &&
    headers.every(({ name, match }) => accepts(match, request.headers[name]))
  );
}

function accepts(match: StringMatch | undefined, value: string | undefined): boolean {
  return !match || (value !== undefined && match(value));
}
