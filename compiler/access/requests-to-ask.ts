import type { MatchEntry } from "../1-load/federation-file.ts";
import { chooseRoute } from "../2-resolve/choose-route.ts";
import type { Consumption } from "../2-resolve/federation.ts";
import { matching } from "../2-resolve/matching-request.ts";
import { sorted } from "../2-resolve/names.ts";
import type { AnsweredPort } from "../5-verify/intent/grants-in-force.ts";
import type { Vocabulary } from "../5-verify/vocabulary.ts";
import { compare } from "../findings/finding.ts";
import type { HttpRequest } from "../istio/call.ts";
import type { AllowedRequests } from "./who-may-call.ts";

/** Requests of one route of a local name, one for every kind that somebody tells apart. */
export interface AskedRequests {
  /** What makes a request take the route; undefined for all. */
  readonly when: string | undefined;
  /** `undefined` for a tcp connection. */
  readonly requests: readonly (HttpRequest | undefined)[];
  /** In words: which kinds those are that got through. */
  describe(through: readonly (HttpRequest | undefined)[]): readonly AllowedRequests[] | undefined;
}

/** A method that nobody names stands for all of those. */
const other = "PROBE";

/** Per route; a failover and a name without routes are one. */
export function requestsToAsk(
  answer: Pick<AnsweredPort, "consumption" | "routes">,
  vocabulary: Vocabulary,
  besides?: Vocabulary,
): readonly AskedRequests[] {
  const { consumption, routes } = answer;
  if (consumption.service.protocol === "tcp") return [{ when: undefined, requests: [undefined], describe: () => undefined }];
  const kinds = kindsFor(consumption, vocabulary, besides);
  if (routes.length === 0) return [askedOf(kinds, undefined, () => true)];
  return routes.map((route) => askedOf(kinds, route.match, (request) => chooseRoute(routes, request) === route));
}

interface Kinds {
  readonly methods: readonly string[];
  /** As they are told apart, with a path of each. */
  readonly paths: ReadonlyMap<string, string>;
}

/** What this service's halves tell apart, and what objects name besides that no file does. */
function kindsFor({ service, cluster }: Consumption, vocabulary: Vocabulary, besides?: Vocabulary): Kinds {
  const own = service.exposures.flatMap(({ allows }) =>
    allows.filter(({ consumer }) => consumer === cluster).flatMap(({ alternatives }) => alternatives),
  );
  const grpc = service.protocol === "grpc";
  const methods = own.flatMap(({ methods }) => (methods === "any" || !methods ? [] : methods));
  const paths = own.flatMap((one) => (grpc ? (one.rpcs === "any" ? [] : (one.rpcs ?? []).map((rpc) => `/${rpc}`)) : (one.paths ?? [])));
  const strange = (names: ReadonlySet<string>, known: ReadonlySet<string>) => [...names].filter((name) => !known.has(name));
  const all = everyNameOf(service.written);
  const besideMethods = [...(besides?.methods ?? [])].filter((method) => method !== "*");
  return {
    methods: [...sorted([...(grpc ? ["POST"] : methods), ...strange(vocabulary.methods, all), ...besideMethods]), other],
    paths: new Map([
      ...sorted([...paths, ...strange(vocabulary.paths, all), ...(besides?.paths ?? [])]).map((path) => [path, pathOf(path)] as const),
      ["any", "/probe"],
    ]),
  };
}

/** What the file names anywhere in a service need not be asked for once more. */
function everyNameOf(written: object): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === "string") names.add(value).add(`/${value}`);
    else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) walk(inner);
  };
  walk(written);
  return names;
}

function pathOf(path: string): string {
  if (path.endsWith("*")) return `${path.slice(0, -1)}probe`;
  return path.startsWith("*") ? `/probe${path.slice(1)}` : path;
}

function askedOf({ methods, paths }: Kinds, match: MatchEntry | undefined, isTaken: (request: HttpRequest) => boolean): AskedRequests {
  const asked = new Map<HttpRequest, { readonly method: string; readonly path: string }>();
  for (const method of methods)
    for (const [path, example] of paths) {
      const request = matching({ method, path: example, headers: {} }, match);
      if (request?.method === method && isTaken(request)) asked.set(request, { method, path });
    }
  return {
    when: match && inWords(match),
    requests: [...asked.keys()],
    describe: (through) => described(through.flatMap((request) => (request && asked.get(request)) ?? [])),
  };
}

/** Methods with the same paths together; `any` where also what nobody names gets through. */
function described(kinds: readonly { readonly method: string; readonly path: string }[]): readonly AllowedRequests[] {
  const byMethod = new Map<string, Set<string>>();
  for (const { method, path } of kinds) byMethod.set(method, (byMethod.get(method) ?? new Set()).add(path));
  const byPaths = new Map<string, { methods: string[]; paths: "any" | readonly string[] }>();
  for (const [method, paths] of byMethod) {
    const all = paths.has("any") ? ("any" as const) : [...paths].sort(compare);
    const group = byPaths.get(String(all)) ?? { methods: [], paths: all };
    byPaths.set(String(all), group);
    group.methods.push(method);
  }
  return [...byPaths.values()].map(({ methods, paths }) => ({ methods: methods.includes(other) ? ("any" as const) : methods, paths }));
}

function inWords({ headers = {}, path, methods }: MatchEntry): string {
  const text = (what: string, { exact, prefix, regex }: { exact?: string; prefix?: string; regex?: string }) =>
    exact !== undefined ? `${what} is ${exact}` : prefix !== undefined ? `${what} begins with ${prefix}` : `${what} matches ${regex}`;
  return [
    ...Object.entries(headers).map(([name, value]) => text(name, value)),
    ...(path ? [text("path", path)] : []),
    ...(methods ? [`method is ${methods.join(" or ")}`] : []),
  ].join(" and ");
}
