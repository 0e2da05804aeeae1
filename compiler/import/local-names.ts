import type { Labels, MatchEntry } from "../1-load/federation-file.ts";
import { portsOfService, selectorOfService } from "../inventory/pod-template.ts";
import { labelsIn, listIn, mappingIn, numberIn, type StandingObject, textIn, textsIn } from "../inventory/standing-object.ts";
import { type HandMadeRule, localDomain } from "./hand-made-rules.ts";
import type { HandMadeRoutes, LeavingCall } from "./leaving-calls.ts";
import { isOfFedc, type OuterHost } from "./remote-entries.ts";
import { uncarriedFields, uncarriedMatches } from "./uncarried-fields.ts";

/** A name that applications of a cluster call, and some of whose calls leave it. */
export interface HandMadeName {
  readonly consumer: HandMadeRoutes;
  /** `stock.default`, or a full host name. */
  readonly as: string;
  readonly port: number;
  /** The local Service whose pods serve the name too. */
  readonly local: StandingObject | undefined;
  /** In order; the first whose match is met counts. */
  readonly routes: readonly HandMadeRoute[];
  /** Labels without which pods keep the local Service. */
  readonly callerLabels: Labels | undefined;
  /** The namespaces whose applications know the name; `any` if all do. */
  readonly namespaces: "any" | readonly string[];
  /** The objects that answer for the name itself. */
  readonly objects: readonly StandingObject[];
  readonly leftOut: readonly { readonly object: StandingObject; readonly what: string }[];
}

/** One route of a name. */
export interface HandMadeRoute {
  readonly match: MatchEntry | undefined;
  readonly to: readonly HandMadeShare[];
  readonly timeout: string | undefined;
}

/** A part of a route's calls: those that leave, or those that stay with the local Service. */
export interface HandMadeShare {
  readonly weight: number;
  /** Empty for the local Service. */
  readonly calls: readonly LeavingCall[];
  readonly subset: Labels | undefined;
}

/** The port of a name of which no dump tells one. */
const usualPort = 80;
/** The fields of a route in the mesh that a consumption does not have. */
const uncarried = ["fault", "mirror", "mirrors", "redirect", "directResponse", "corsPolicy", "headers", "delegate", "retries"];

/** The local names of a cluster whose calls leave it: by VirtualServices of the mesh, or by hosts that lead out themselves. */
export function leavingNames(consumer: HandMadeRoutes): readonly HandMadeName[] {
  const hosts = new Set(consumer.meshRules.flatMap((rule) => rule.hosts));
  const routed = [...hosts].flatMap((host) => {
    const rules = consumer.meshRules.filter((rule) => rule.hosts.includes(host));
    return portsFor(consumer, host, rules).flatMap(({ port, isBytes }) => {
      const own = rules.filter((rule) => (rule.kind !== "http") === isBytes && isForPort(rule, port));
      return nameBy(consumer, host, port, own) ?? [];
    });
  });
  const destinations = new Set(
    consumer.standing
      .all("VirtualService")
      .flatMap(({ spec }) => [...listIn(spec, "http"), ...listIn(spec, "tls"), ...listIn(spec, "tcp")])
      .flatMap((rule) => listIn(rule, "route").flatMap((route) => textIn(route, "destination", "host") ?? [])),
  );
  const isNamed = (host: string) => hosts.has(host) || destinations.has(host) || destinations.has(shortName(host));
  const direct = consumer.outer
    .filter(({ object }) => object.kind === "ServiceEntry")
    .flatMap((outer) => outer.hosts.filter((host) => isCallable(host) && !isNamed(host)).map((host) => ({ outer, host })))
    .flatMap(({ outer, host }) => outer.ports.flatMap(({ number }) => directName(consumer, outer, host, number) ?? []));
  return [...routed, ...direct];
}

function isForPort({ matches }: HandMadeRule, port: number): boolean {
  return matches.length === 0 || matches.some((match) => (numberIn(match, "port") ?? port) === port);
}

/** The ports that rules ask for, or those of the Service of that name. */
function portsFor({ standing, outer }: HandMadeRoutes, host: string, rules: readonly HandMadeRule[]) {
  const [name = "", namespace = ""] = host.split(".");
  const service = standing.find("Service", namespace, name);
  const spoken = [
    ...(service ? portsOfService(service) : []),
    ...outer.filter(({ hosts }) => hosts.includes(host)).flatMap(({ ports }) => ports),
  ].map(({ number, protocol }) => ({ number, isBytes: ["tcp", "tls", "mongo", "mysql", "redis"].includes(protocol ?? "") }));
  const found = rules.flatMap((rule) => {
    const isBytes = rule.kind !== "http";
    const asked = rule.matches.flatMap((match) => numberIn(match, "port") ?? []);
    if (asked.length > 0 && asked.length === rule.matches.length) return asked.map((port) => ({ port, isBytes }));
    const fitting = spoken.filter((one) => one.isBytes === isBytes || spoken.length === 1).map(({ number }) => ({ port: number, isBytes }));
    return fitting.length > 0 ? fitting : [{ port: usualPort, isBytes }];
  });
  return [...new Map(found.map((one) => [`${one.port} ${one.isBytes}`, one])).values()];
}

function nameBy(consumer: HandMadeRoutes, host: string, port: number, rules: readonly HandMadeRule[]): HandMadeName | undefined {
  const read = rules.map((rule) => ({ rule, to: sharesOf(consumer, host, rule) }));
  const last = read.findLastIndex(({ to }) => to.some(({ calls }) => calls.length > 0));
  if (last < 0) return undefined;
  const local = localService(consumer, host);
  const leaving = read.filter(({ to }) => to.some(({ calls }) => calls.length > 0));
  const labels = leaving.flatMap(({ rule }) => sourceLabels(rule, port));
  const [first, ...others] = [...new Set(labels.map((one) => JSON.stringify(one)))];
  const leftOut = rules.flatMap((rule) => [
    ...uncarriedFields(rule.data, uncarried).map((field) => `\`${field}\` of a route`),
    ...uncarriedMatches(rule.data),
  ]);
  if (others.length > 0) leftOut.push("routes for callers with different labels: the draft has them for all callers");
  if (read.some(({ to, rule }) => to.length < rule.destinations.length)) leftOut.push("a route to another Service of the cluster");
  const callerLabels = others.length === 0 && first !== undefined && first !== "{}" ? labelsIn(JSON.parse(first)) : undefined;
  // Below the last route that leaves, the calls stay where they are without a route.
  const needed = read.slice(0, last + 1).flatMap(({ rule, to }) => routesOf(rule, to, port));
  const end = needed.findIndex(({ match }) => match === undefined);
  const routes = end < 0 ? needed : needed.slice(0, end + 1);
  if (timeoutsOf(routes).length > 1) leftOut.push("routes with different timeouts: a name has one");
  const [object] = leaving.map(({ rule }) => rule.object);
  if (!object) return undefined;
  const rest = read.slice(last + 1)[0];
  const stays = rest?.to.find(({ calls, subset }) => calls.length === 0 && subset)?.subset;
  return {
    consumer,
    as: shortName(host),
    port,
    local,
    routes: withRest(routes, local, callerLabels ? undefined : stays),
    callerLabels,
    namespaces: sourceNamespaces(leaving.map(({ rule }) => rule)) ?? namespacesOf(object),
    objects: [...new Set(rules.map((rule) => rule.object))],
    leftOut: [...new Set(leftOut)].map((what) => ({ object, what })),
  };
}

/** The timeouts of routes that leave the cluster. */
export function timeoutsOf(routes: readonly HandMadeRoute[]): readonly (string | undefined)[] {
  const leaving = routes.filter(({ to }) => to.some(({ calls }) => calls.length > 0));
  return [...new Set(leaving.map(({ timeout }) => timeout))];
}

/** The last route has no match: what no route matches stays with the local Service. */
function withRest(
  routes: readonly HandMadeRoute[],
  local: StandingObject | undefined,
  subset: Labels | undefined,
): readonly HandMadeRoute[] {
  if (routes.at(-1)?.match === undefined || !local) return routes;
  return [...routes, { match: undefined, timeout: undefined, to: [{ weight: 100, calls: [], subset }] }];
}

function sharesOf(consumer: HandMadeRoutes, host: string, rule: HandMadeRule): readonly HandMadeShare[] {
  return rule.destinations.flatMap((destination) => {
    const calls = consumer.leaving(rule, destination, host);
    if (calls.length === 0 && destination.host !== host) return [];
    const subset = calls.length === 0 ? consumer.subsetLabels(host, destination.subset) : undefined;
    return [{ weight: destination.weight, calls, subset }];
  });
}

/** A route for each alternative of a rule's match. */
function routesOf({ matches, data }: HandMadeRule, to: readonly HandMadeShare[], port: number): readonly HandMadeRoute[] {
  const timeout = textIn(data, "timeout");
  if (to.length === 0) return [];
  const own = matches.filter((match) => (numberIn(match, "port") ?? port) === port).map(matchOf);
  if (own.length === 0 || own.includes(undefined)) return [{ match: undefined, to, timeout }];
  return own.map((match) => ({ match, to, timeout }));
}

/** A match as federation.yaml has it; undefined if it asks for nothing. */
function matchOf(match: unknown): MatchEntry | undefined {
  const text = (value: unknown) => {
    const kind = (["exact", "prefix", "regex"] as const).find((one) => textIn(value, one) !== undefined);
    return kind === undefined ? { regex: ".*" } : { [kind]: textIn(value, kind) };
  };
  const headers = Object.entries(mappingIn(match, "headers")).map(([name, value]) => [name.toLowerCase(), text(value)] as const);
  const path = mappingIn(match, "uri");
  const method = textIn(match, "method", "exact");
  const asksPath = Object.keys(path).length > 0 && textIn(path, "prefix") !== "/";
  if (headers.length === 0 && !asksPath && method === undefined) return undefined;
  return {
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    ...(asksPath && { path: text(path) }),
    ...(method !== undefined && { methods: [method] }),
  };
}

function directName(consumer: HandMadeRoutes, outer: OuterHost, host: string, port: number): HandMadeName | undefined {
  const calls = consumer.leavingBy(host, port);
  if (calls.length === 0) return undefined;
  const local = localService(consumer, host);
  const own = { weight: local && !calls.some(({ inOrder }) => inOrder) ? 50 : 100, calls, subset: undefined };
  const shared = local && own.weight === 50 ? [{ weight: 50, calls: [], subset: undefined }] : [];
  const what = "its endpoints share calls with the pods of the Service of that name, each by its number: the draft has half and half";
  return {
    consumer,
    as: shortName(host),
    port,
    local,
    routes: [{ match: undefined, timeout: undefined, to: [own, ...shared] }],
    callerLabels: undefined,
    namespaces: namespacesOf(outer.object),
    objects: [outer.object],
    leftOut: shared.length > 0 ? [{ object: outer.object, what }] : [],
  };
}

/** A Service with pods of its own. One without a selector only gives the name an address. */
function localService({ standing }: HandMadeRoutes, host: string): StandingObject | undefined {
  const [name = "", namespace = ""] = host.split(".");
  const service = host.endsWith(`.svc.${localDomain}`) ? standing.find("Service", namespace, name) : undefined;
  return service && !isOfFedc(service) && selectorOfService(service) ? service : undefined;
}

function sourceLabels({ matches }: HandMadeRule, port: number): readonly Labels[] {
  const own = matches.filter((match) => (numberIn(match, "port") ?? port) === port);
  return own.length === 0 ? [{}] : own.map((match) => ({ ...labelsIn(match, "sourceLabels") }));
}

function sourceNamespaces(rules: readonly HandMadeRule[]): readonly string[] | undefined {
  const all = rules.flatMap(({ matches }) => matches.map((match) => textIn(match, "sourceNamespace")));
  const named = all.flatMap((one) => one ?? []);
  return named.length > 0 && named.length === all.length ? [...new Set(named)] : undefined;
}

/** `stock.default` for a Service's full name. */
export function shortName(host: string): string {
  const suffix = `.svc.${localDomain}`;
  return host.endsWith(suffix) ? host.slice(0, -suffix.length) : host;
}

function isCallable(host: string): boolean {
  return !host.startsWith("*") && host.split(".").length > 1;
}

function namespacesOf({ spec, namespace }: StandingObject): "any" | readonly string[] {
  const exportTo = textsIn(spec, "exportTo");
  if (exportTo.length === 0 || exportTo.includes("*")) return "any";
  return exportTo.map((to) => (to === "." ? (namespace ?? "") : to));
}

/** The DestinationRules with the subsets that keep a part of a name's calls. */
export function localSubsets({ consumer, as, routes }: HandMadeName): readonly StandingObject[] {
  const isKept = routes.some(({ to }) => to.some(({ subset }) => subset));
  return isKept ? consumer.rulesFor(`${as}.svc.cluster.local`) : [];
}
