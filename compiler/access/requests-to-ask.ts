import type { MatchEntry, StringMatchEntry } from "../1-load/federation-file.ts";
import { chooseRoute } from "../2-resolve/choose-route.ts";
import type { Consumption, Route } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { matching } from "../2-resolve/matching-request.ts";
import { sorted } from "../2-resolve/names.ts";
import type { AnsweredPort } from "../5-verify/intent/grants-in-force.ts";
import type { Vocabulary } from "../5-verify/vocabulary.ts";
import type { HttpRequest } from "../istio/call.ts";
import type { AllowedRequests } from "./who-may-call.ts";

/** The requests that must be tried for one route of a local name: one of every kind that the file or an object distinguishes. */
export interface AskedRequests {
  /** The condition of the route, in words; undefined if it takes every request. */
  readonly when: string | undefined;
  /** `undefined` stands for a tcp connection. */
  readonly requests: readonly (HttpRequest | undefined)[];
  /** Describes the kinds of the requests that arrived. */
  describe(arriving: readonly (HttpRequest | undefined)[]): readonly AllowedRequests[] | undefined;
}

/** Stands for all methods that are not named. */
const otherMethod = "PROBE";

/** Gives one entry per route; a failover and a name without routes give one in all. */
export function requestsToAsk(
  { consumption, routes }: Pick<AnsweredPort, "consumption" | "routes">,
  vocabulary: Vocabulary,
  extra?: Vocabulary,
): readonly AskedRequests[] {
  if (consumption.service.protocol === "tcp") return [{ when: undefined, requests: [undefined], describe: () => undefined }];
  const kinds = kindsFor(consumption, routes, vocabulary, extra);
  if (routes.length === 0) return [askedOf(kinds, undefined, () => true)];
  return routes.map((route) => askedOf(kinds, route.match, (request) => chooseRoute(routes, request) === route));
}

interface Kinds {
  readonly methods: readonly string[];
  /** Each kind of paths, with an example. */
  readonly paths: ReadonlyMap<string, string>;
}

/** The kinds that both halves of this service distinguish, and those that only objects do. */
function kindsFor({ service, cluster }: Consumption, routes: readonly Route[], vocabulary: Vocabulary, extra?: Vocabulary): Kinds {
  const alternatives = service.exposures.flatMap(({ allows }) =>
    allows.filter(({ consumer }) => consumer === cluster).flatMap((allow) => allow.alternatives),
  );
  const grpc = service.protocol === "grpc";
  const granted = alternatives.flatMap(({ methods = "any" }) => (methods === "any" ? [] : methods));
  const methods = grpc ? ["POST"] : [...granted, ...routes.flatMap(({ match }) => match?.methods ?? [])];
  const paths = alternatives.flatMap(({ rpcs = "any", paths = [] }) => {
    if (!grpc) return paths;
    return rpcs === "any" ? [] : rpcs.map((rpc) => `/${rpc}`);
  });
  const written = textsIn(service.written);
  const isStrange = (text: string) => !written.has(text) && !written.has(text.slice(1));
  const strangeMethods = [...[...vocabulary.methods].filter(isStrange), ...[...(extra?.methods ?? [])].filter((method) => method !== "*")];
  const allPaths = sorted([...paths, ...[...vocabulary.paths].filter(isStrange), ...(extra?.paths ?? [])]);
  return {
    methods: [...sorted([...methods, ...strangeMethods]), otherMethod],
    paths: new Map([...allPaths.map((path) => [path, exampleOf(path)] as const), ["any", "/probe"]]),
  };
}

function textsIn(written: unknown, texts = new Set<string>()): ReadonlySet<string> {
  if (typeof written === "string") texts.add(written);
  else if (typeof written === "object" && written !== null) for (const inner of Object.values(written)) textsIn(inner, texts);
  return texts;
}

function exampleOf(path: string): string {
  if (path.endsWith("*")) return `${path.slice(0, -1)}probe`;
  return path.startsWith("*") ? `/probe${path.slice(1)}` : path;
}

function askedOf({ methods, paths }: Kinds, match: MatchEntry | undefined, isTaken: (request: HttpRequest) => boolean): AskedRequests {
  const kinds = new Map<HttpRequest, { readonly method: string; readonly path: string }>();
  for (const method of methods)
    for (const [path, example] of paths) {
      const request = matching({ method, path: example, headers: {} }, match);
      if (request?.method === method && isTaken(request)) kinds.set(request, { method, path });
    }
  return {
    when: match && conditionText(match),
    requests: [...kinds.keys()],
    describe: (arriving) => described(arriving.flatMap((request) => (request && kinds.get(request)) ?? [])),
  };
}

/** Groups methods with the same paths. `any` includes methods and paths that are not named. */
function described(kinds: readonly { readonly method: string; readonly path: string }[]): readonly AllowedRequests[] {
  const byMethod = [...grouped(kinds, ({ method }) => method)].map(([method, all]) => ({
    method,
    paths: sorted(all.map(({ path }) => path)),
  }));
  return [...grouped(byMethod, ({ paths }) => (paths.includes("any") ? "any" : String(paths))).values()].map((group) => {
    const methods = group.map(({ method }) => method);
    const paths = group[0]?.paths ?? [];
    return { methods: methods.includes(otherMethod) ? "any" : methods, paths: paths.includes("any") ? "any" : paths };
  });
}

function conditionText({ headers = {}, path, methods }: MatchEntry): string {
  const text = (subject: string, { exact, prefix, regex }: StringMatchEntry) => {
    if (exact !== undefined) return `${subject} is ${exact}`;
    return prefix !== undefined ? `${subject} begins with ${prefix}` : `${subject} matches ${regex}`;
  };
  return [
    ...Object.entries(headers).map(([name, value]) => text(name, value)),
    ...(path ? [text("path", path)] : []),
    ...(methods ? [`method is ${methods.join(" or ")}`] : []),
  ].join(" and ");
}
