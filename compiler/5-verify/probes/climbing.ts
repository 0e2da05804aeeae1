import type { Grant } from "../../2-resolve/federation.ts";
import type { HttpRequest } from "../../istio/call.ts";
import { getOrMake } from "../../istio/objects/indexed.ts";
import type { AnsweredPort, GrantsInForce } from "../intent/grants-in-force.ts";
import { allowedPaths, distinctRequests, grantedRequests, kept, request } from "./requests.ts";

/** Spellings of `../` that some proxy, or the next one, reads as such: plain, escaped, escaped twice, with parameters. */
const spellings = "../ %2e%2e/ ..%2f ..%5c ..\\ %2E.%2F %2e%2e%5C %2e%2e;/ ..;x/ ..%252f %252e%252e/ /../".split(" ");

/** How many other services of a pair one grant's requests climb to. Each service is the neighbour of some grant. */
const neighboursOfEach = 2;

/** Requests that begin as granted and climb out of that: to a path beside, and to other services between the same two clusters. */
export function climbingRequests(grants: GrantsInForce, grant: Grant): readonly HttpRequest[] {
  return getOrMake(climbingByGrant, grant, () => climbingFrom(grants, grant, []));
}

const climbingByGrant = new WeakMap<Grant, readonly HttpRequest[]>();

function climbingFrom(grants: GrantsInForce, grant: Grant, extraPaths: readonly string[]): readonly HttpRequest[] {
  const { allow, exposure, consumer } = grant;
  if (exposure.service.protocol === "tcp") return [];
  const neighbours = new Set(neighboursOf(grants.between(consumer, exposure.cluster), grant).map(wirePath));
  const starts = new Set([...allow.alternatives.flatMap(allowedPaths), ...extraPaths].map(folderOf));
  const method = grantedRequests(allow)[0]?.method ?? "GET";
  return climbed([...starts], [...neighbours], depthOf(exposure.path ?? "/"), method);
}

/** By what they are made of: many grants have the same paths. */
const climbedBefore = new Map<string, readonly HttpRequest[]>();

function climbed(starts: readonly string[], neighbours: readonly string[], below: number, method: string): readonly HttpRequest[] {
  return kept(climbedBefore, JSON.stringify([starts, neighbours, below, method]), () => {
    const paths = starts.flatMap((start) => [
      ...climb(start, depthOf(start), "/probe"),
      ...neighbours.flatMap((path) => climb(start, depthOf(start) + below, path)),
    ]);
    return paths.map((path) => request(method, path));
  });
}

/** The HTTP grants of a pair of clusters, those below a path first, each with its index. */
interface Circle {
  readonly grants: readonly Grant[];
  readonly indices: ReadonlyMap<Grant, number>;
}

const circles = new WeakMap<readonly Grant[], Circle>();

/** The first grant of a pair, and those that come next in a circle, so that each is a neighbour of some. */
function neighboursOf(pair: readonly Grant[], grant: Grant): readonly Grant[] {
  const { grants, indices } = circles.get(pair) ?? circleOf(pair);
  const index = indices.get(grant) ?? 0;
  const next = Array.from({ length: neighboursOfEach }, (_, i) => grants[(index + 1 + i) % grants.length]);
  return [...new Set([grants[0], ...next])].flatMap((one) => (one && one !== grant ? [one] : [])).slice(0, neighboursOfEach);
}

function circleOf(pair: readonly Grant[]): Circle {
  const http = pair.filter(({ exposure }) => exposure.service.protocol !== "tcp");
  const grants = [...http.filter(({ exposure }) => exposure.path), ...http.filter(({ exposure }) => !exposure.path)];
  const circle = { grants, indices: new Map(grants.map((grant, i) => [grant, i])) };
  circles.set(pair, circle);
  return circle;
}

/** Climbing requests of a local name; they start from the paths of its routes too. */
export function climbingOf(grants: GrantsInForce, answer: AnsweredPort): readonly HttpRequest[] {
  const matched = answer.routes.flatMap(({ match }) => match?.path?.prefix ?? match?.path?.exact ?? []);
  const all = [...new Set(answer.grants)].map((grant) =>
    matched.length === 0 ? climbingRequests(grants, grant) : climbingFrom(grants, grant, matched),
  );
  return all.length === 1 && all[0] ? all[0] : distinctRequests(all.flat());
}

/** `start`, as many steps up as it is deep, and then `to`: once in each spelling. */
export function climb(start: string, depth: number, to: string): readonly string[] {
  return spellings.map((up) => `${start}${up.repeat(depth)}${to.slice(1)}`).filter((path) => path !== to);
}

/** A path up to its last slash. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1) || "/";
}

function depthOf(folder: string): number {
  return folder.split("/").length - 2;
}

/** The path of a granted request as it is between the gateways. */
function wirePath({ exposure, allow }: Grant): string {
  return `${exposure.path ?? "/"}${(grantedRequests(allow)[0]?.path ?? "/probe").slice(1)}`;
}
