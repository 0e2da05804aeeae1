import type { Grant } from "../../2-resolve/federation.ts";
import type { HttpRequest } from "../../istio/call.ts";
import type { AnsweredPort, GrantsInForce } from "../intent/grants-in-force.ts";
import { allowedPaths, grantedRequests, request } from "./requests.ts";

/** Ways to write `../` of which some proxy, or the next one, takes each for it: plain, escaped, escaped twice, with parameters. */
const spellings = [
  "../",
  "%2e%2e/",
  "..%2f",
  "..%5c",
  "..\\",
  "%2E.%2F",
  "%2e%2e%5C",
  "%2e%2e;/",
  "..;x/",
  "..%252f",
  "%252e%252e/",
  "/../",
];

/** More starts and more neighbours of one grant than these are not tried: there is always one of each. */
const [mostStarts, mostNeighbours] = [3, 2];

/** Requests that begin as they may, and climb out of that: to a path beside, and to the services between the same two clusters. */
export function climbingRequests(grants: GrantsInForce, grant: Grant, besides: readonly string[] = []): readonly HttpRequest[] {
  const { allow, exposure, consumer } = grant;
  const { protocol } = exposure.service;
  if (protocol === "tcp") return [];
  const neighbours = neighboursOf(grants.between(consumer, exposure.cluster), grant).map(wirePath);
  const granted = allow.alternatives.flatMap((alternative) => allowedPaths(alternative)).map(folderOf);
  const starts = [...new Set([...granted, ...besides.map(folderOf)])].slice(0, mostStarts);
  const method = grantedRequests(allow)[0]?.method ?? "GET";
  const below = depthOf(pathOf(grant) ?? "/");
  return starts
    .flatMap((start, i) => [
      ...climb(start, depthOf(start), "/probe"),
      ...(i === 0 ? neighbours : neighbours.slice(0, 1)).flatMap((path) => climb(start, depthOf(start) + below, path)),
    ])
    .map((path) => request(method, path));
}

/** Grants of a pair in a circle, those below a path first, so that each has its turn. */
const circles = new WeakMap<readonly Grant[], { readonly grants: readonly Grant[]; readonly places: ReadonlyMap<Grant, number> }>();

function neighboursOf(pair: readonly Grant[], grant: Grant): readonly Grant[] {
  let circle = circles.get(pair);
  if (!circle) {
    const http = pair.filter(({ exposure }) => exposure.service.protocol !== "tcp");
    const grants = [...http.filter(pathOf), ...http.filter((other) => !pathOf(other))];
    circle = { grants, places: new Map(grants.map((one, i) => [one, i])) };
    circles.set(pair, circle);
  }
  const { grants, places } = circle;
  const place = places.get(grant) ?? 0;
  const next = Array.from({ length: mostNeighbours }, (_, i) => grants[(place + 1 + i) % grants.length]);
  return [...new Set([grants[0], ...next])].flatMap((one) => (one && one !== grant ? [one] : [])).slice(0, mostNeighbours);
}

/** Of a local name: from each route's path, too. */
export function climbingOf(grants: GrantsInForce, { routes, failover }: AnsweredPort): readonly HttpRequest[] {
  const matched = routes.flatMap(({ match }) => match?.path?.prefix ?? match?.path?.exact ?? []);
  const leading = [...routes.flatMap(({ destinations }) => destinations.flatMap(({ grant }) => grant ?? [])), ...failover];
  const all = [...new Set(leading)].slice(0, mostNeighbours).flatMap((grant) => climbingRequests(grants, grant, matched));
  return [...new Map(all.map((one) => [`${one.method} ${one.path}`, one])).values()];
}

/** `start` with as many steps up as it takes, in each spelling, and then `to`. */
export function climb(start: string, depth: number, to: string): readonly string[] {
  return spellings.map((up) => `${start}${up.repeat(depth)}${to.slice(1)}`).filter((path) => path !== to);
}

/** What a path begins with, up to its last slash. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1) || "/";
}

export function depthOf(folder: string): number {
  return folder.split("/").length - 2;
}

function pathOf({ exposure }: Grant): string | undefined {
  return exposure.path;
}

/** Something that is granted, as its path is between the gateways. */
function wirePath(grant: Grant): string {
  return `${pathOf(grant) ?? "/"}${(grantedRequests(grant.allow)[0]?.path ?? "/probe").slice(1)}`;
}
