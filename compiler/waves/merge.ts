import type { DestinationRule, FederationObject, Gateway, HttpRoute, Server, TlsRoute, VirtualService } from "../4-plan/objects.ts";
import { compare } from "../findings/finding.ts";
import { equivalent } from "./equivalent.ts";
import { type KnownRoots, mergeMeshTrust, mergeSecrets } from "./merge-bundles.ts";
import { mergePolicies } from "./merge-policies.ts";
import { type MergeStrategy, strategies } from "./merge-strategy.ts";

/**
 * One object that does the work of two versions. Merging the result with the desired version again changes nothing, so that a later run
 * recognizes an intermediate overlay.
 */
export function merge(live: FederationObject, desired: FederationObject, strategy: MergeStrategy, roots: KnownRoots): FederationObject {
  const merged = mergedBy(live, desired, strategy, roots);
  if (equivalent(merged, desired)) return desired;
  return equivalent(merged, live) ? live : merged;
}

function mergedBy(live: FederationObject, desired: FederationObject, strategy: MergeStrategy, roots: KnownRoots): FederationObject {
  const merging = strategies[strategy];
  if (live.kind === "AuthorizationPolicy" && desired.kind === "AuthorizationPolicy") return mergePolicies(live, desired, merging.policies);
  if (live.kind === "Secret" && desired.kind === "Secret") return mergeSecrets(live, desired, roots);
  if (live.kind === "ConfigMap" && desired.kind === "ConfigMap" && desired.metadata.name === "istio-federation")
    return mergeMeshTrust(live, desired, roots);
  // Routes to a withdrawn service may stay: its cluster refuses the calls.
  if (merging.routes === "live only") return live;
  if (live.kind === "Gateway" && desired.kind === "Gateway") return mergeGateways(live, desired);
  if (live.kind === "VirtualService" && desired.kind === "VirtualService")
    return merging.routes === "live first" ? mergeVirtualServices(desired, live) : mergeVirtualServices(live, desired);
  if (live.kind === "DestinationRule" && desired.kind === "DestinationRule")
    return merging.settings === "live" ? mergeDestinationRules(desired, live) : mergeDestinationRules(live, desired);
  return merging.settings === "live" ? live : desired;
}

function mergeGateways(live: Gateway, desired: Gateway): Gateway {
  const old = new Map(live.spec.servers.map((server) => [server.port.name, server]));
  const servers = desired.spec.servers.map((server): Server => {
    const other = old.get(server.port.name);
    if (!other) return server;
    const { subjectAltNames } = server.tls;
    const altNames = subjectAltNames && { subjectAltNames: distinct(subjectAltNames, other.tls.subjectAltNames ?? []) };
    return { ...server, hosts: distinct(server.hosts, other.hosts), tls: { ...server.tls, ...altNames } };
  });
  const names = new Set(desired.spec.servers.map(({ port }) => port.name));
  return {
    ...desired,
    spec: { ...desired.spec, servers: [...servers, ...live.spec.servers.filter(({ port }) => !names.has(port.name))] },
  };
}

function mergeVirtualServices(live: VirtualService, desired: VirtualService): VirtualService {
  const [old, now] = [live.spec, desired.spec];
  const http = mergeHttp(old.http ?? [], now.http ?? []);
  const tcp = now.tcp ?? old.tcp;
  const tls = mergeTls(old.tls ?? [], now.tls ?? []);
  return {
    ...desired,
    spec: {
      hosts: distinct(now.hosts, old.hosts).sort(compare),
      ...((now.gateways ?? old.gateways) && { gateways: distinct(now.gateways ?? [], old.gateways ?? []).sort(compare) }),
      exportTo: now.exportTo,
      ...(http.length > 0 && { http }),
      ...(tcp && { tcp }),
      ...(tls.length > 0 && { tls }),
    },
  };
}

/** The new routes, and then those old ones that can still match. Those for other hosts come first, before a route for every host. */
function mergeHttp(old: readonly HttpRoute[], now: readonly HttpRoute[]): readonly HttpRoute[] {
  const texts = new Set(now.map((route) => textOf(route)));
  const left = old.filter((route) => !texts.has(textOf(route)));
  // A direct response refuses a call. It comes first, whichever version has it.
  const refused = left.filter(({ directResponse }) => directResponse);
  if (now.some(({ match }) => match === undefined)) return [...refused, ...left.filter((route) => isForOtherHosts(route, now)), ...now];
  return [...refused, ...now, ...left.filter(({ directResponse }) => !directResponse)];
}

/** Whether a route is for hosts that no other route is for. Those that are for every host do not count. */
function isForOtherHosts({ match = [], directResponse }: HttpRoute, others: readonly HttpRoute[]): boolean {
  const hosts = match.map(({ authority }) => authority?.exact);
  const known = new Set(others.flatMap((route) => (route.match ?? []).map(({ authority }) => authority?.exact)));
  return !directResponse && hosts.length > 0 && hosts.every((host) => host !== undefined && !known.has(host));
}

/** A server name in both versions follows the new route. */
function mergeTls(old: readonly TlsRoute[], now: readonly TlsRoute[]): readonly TlsRoute[] {
  const hosts = new Set(now.flatMap(({ match }) => match.flatMap(({ sniHosts }) => sniHosts)));
  const routes = new Map(now.map((route) => [textOf(route.route), route]));
  for (const { match, route } of old) {
    const left = match.flatMap(({ port, sniHosts }) => sniHosts.filter((host) => !hosts.has(host)).map((host) => ({ port, host })));
    const [first] = left;
    if (!first) continue;
    const present = routes.get(textOf(route));
    const sniHosts = [...(present?.match.flatMap(({ sniHosts }) => sniHosts) ?? []), ...left.map(({ host }) => host)];
    routes.set(textOf(route), { match: [{ port: first.port, sniHosts: sniHosts.sort(compare) }], route });
  }
  return [...routes.values()];
}

function mergeDestinationRules(live: DestinationRule, desired: DestinationRule): DestinationRule {
  const names = new Set((desired.spec.subsets ?? []).map(({ name }) => name));
  const subsets = [...(desired.spec.subsets ?? []), ...(live.spec.subsets ?? []).filter(({ name }) => !names.has(name))];
  const trafficPolicy = desired.spec.trafficPolicy ?? live.spec.trafficPolicy;
  // A rule without `exportTo` is visible in every namespace.
  const [now, old] = [desired.spec.exportTo, live.spec.exportTo];
  const { exportTo: _, workloadSelector, ...spec } = desired.spec;
  const exported = now && old && { exportTo: distinct(now, old).sort(compare) };
  // The merged subsets select pods of both versions, so a selector may stay only if it is the same.
  const isSame = trafficPolicy !== undefined || textOf(workloadSelector) === textOf(live.spec.workloadSelector);
  const selected = workloadSelector && isSame && { workloadSelector };
  return {
    ...desired,
    spec: { ...spec, ...exported, ...selected, ...(trafficPolicy && { trafficPolicy }), ...(subsets.length > 0 && { subsets }) },
  };
}

function distinct(first: readonly string[], second: readonly string[]): string[] {
  return [...new Set([...first, ...second])];
}

/** As text, independent of the order of keys. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compare(a, b)))
      : inner,
  );
}
