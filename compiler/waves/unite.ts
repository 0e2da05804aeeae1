import type { DestinationRule, FederationObject, Gateway, HttpRoute, Server, TlsRoute, VirtualService } from "../4-plan/objects.ts";
import { compare } from "../findings/finding.ts";
import { alike } from "./alike.ts";
import { type KnownRoots, uniteMeshTrust, uniteSecrets } from "./unite-bundles.ts";
import { meetPolicies, unitePolicies, unitePoliciesCarefully } from "./unite-policies.ts";

/** How two versions of a policy become one. */
export type Manner = "either" | "careful" | "late" | "common" | "ahead" | "carefully ahead";

const policies = {
  either: unitePolicies,
  careful: unitePoliciesCarefully,
  late: unitePoliciesCarefully,
  ahead: unitePolicies,
  "carefully ahead": unitePoliciesCarefully,
  common: meetPolicies,
} as const;

/**
 * One object that does what two versions of it do, where both are about something. Doing it again with the newer version changes nothing,
 * so that what stands in between is known for what it is.
 */
export function unite(standing: FederationObject, wanted: FederationObject, manner: Manner, roots: KnownRoots): FederationObject {
  const united = unitedBy(standing, wanted, manner, roots);
  if (alike(united, wanted)) return wanted;
  return alike(united, standing) ? standing : united;
}

function unitedBy(standing: FederationObject, wanted: FederationObject, manner: Manner, roots: KnownRoots): FederationObject {
  if (standing.kind === "AuthorizationPolicy" && wanted.kind === "AuthorizationPolicy") return policies[manner](standing, wanted);
  if (standing.kind === "Secret" && wanted.kind === "Secret") return uniteSecrets(standing, wanted, roots);
  if (standing.kind === "ConfigMap" && wanted.kind === "ConfigMap" && wanted.metadata.name === "istio-federation")
    return uniteMeshTrust(standing, wanted, roots);
  // What only withdraws leaves the ways as they are: what nobody may use is refused at their end.
  if (manner === "common") return standing;
  const isAhead = manner === "ahead" || manner === "carefully ahead";
  if (standing.kind === "Gateway" && wanted.kind === "Gateway") return uniteGateways(standing, wanted);
  if (standing.kind === "VirtualService" && wanted.kind === "VirtualService")
    return manner === "late" || isAhead ? uniteVirtualServices(wanted, standing) : uniteVirtualServices(standing, wanted);
  if (standing.kind === "DestinationRule" && wanted.kind === "DestinationRule")
    return isAhead ? uniteDestinationRules(wanted, standing) : uniteDestinationRules(standing, wanted);
  // What is to be used later stands beside what is used.
  return isAhead ? standing : wanted;
}

function uniteGateways(standing: Gateway, wanted: Gateway): Gateway {
  const old = new Map(standing.spec.servers.map((server) => [server.port.name, server]));
  const servers = wanted.spec.servers.map((server): Server => {
    const other = old.get(server.port.name);
    if (!other) return server;
    const { subjectAltNames } = server.tls;
    const names = subjectAltNames && { subjectAltNames: oneAfterTheOther(subjectAltNames, other.tls.subjectAltNames ?? []) };
    return { ...server, hosts: oneAfterTheOther(server.hosts, other.hosts), tls: { ...server.tls, ...names } };
  });
  const known = new Set(wanted.spec.servers.map(({ port }) => port.name));
  return {
    ...wanted,
    spec: { ...wanted.spec, servers: [...servers, ...standing.spec.servers.filter(({ port }) => !known.has(port.name))] },
  };
}

function uniteVirtualServices(standing: VirtualService, wanted: VirtualService): VirtualService {
  const [old, now] = [standing.spec, wanted.spec];
  const http = uniteHttp(old.http ?? [], now.http ?? []);
  const tcp = now.tcp ?? old.tcp;
  const tls = uniteTls(old.tls ?? [], now.tls ?? []);
  return {
    ...wanted,
    spec: {
      hosts: [...new Set([...now.hosts, ...old.hosts])].sort(compare),
      ...((now.gateways ?? old.gateways) && { gateways: [...new Set([...(now.gateways ?? []), ...(old.gateways ?? [])])].sort(compare) }),
      exportTo: now.exportTo,
      ...(http.length > 0 && { http }),
      ...(tcp && { tcp }),
      ...(tls.length > 0 && { tls }),
    },
  };
}

/** Of the older version what the newer one leaves to it. */
function uniteHttp(old: readonly HttpRoute[], now: readonly HttpRoute[]): readonly HttpRoute[] {
  const known = new Set(now.map((route) => textOf(route)));
  const left = old.filter((route) => !known.has(textOf(route)));
  // What is answered at once is refused, so it comes first whichever version says so.
  const refused = left.filter(({ directResponse }) => directResponse);
  if (now.some(({ match }) => match === undefined)) return [...refused, ...now];
  return [...refused, ...now, ...left.filter(({ directResponse }) => !directResponse)];
}

/** A server name goes where the newer version has it go. */
function uniteTls(old: readonly TlsRoute[], now: readonly TlsRoute[]): readonly TlsRoute[] {
  const known = new Set(now.flatMap(({ match }) => match.flatMap(({ sniHosts }) => sniHosts)));
  const routes = new Map(now.map((route) => [textOf(route.route), route]));
  for (const { match, route } of old) {
    const left = match.flatMap(({ port, sniHosts }) => sniHosts.filter((host) => !known.has(host)).map((host) => ({ port, host })));
    const [first] = left;
    if (!first) continue;
    const there = routes.get(textOf(route));
    const hosts = [...(there?.match.flatMap(({ sniHosts }) => sniHosts) ?? []), ...left.map(({ host }) => host)];
    routes.set(textOf(route), { match: [{ port: first.port, sniHosts: hosts.sort(compare) }], route });
  }
  return [...routes.values()];
}

function uniteDestinationRules(standing: DestinationRule, wanted: DestinationRule): DestinationRule {
  const known = new Set((wanted.spec.subsets ?? []).map(({ name }) => name));
  const subsets = [...(wanted.spec.subsets ?? []), ...(standing.spec.subsets ?? []).filter(({ name }) => !known.has(name))];
  const trafficPolicy = wanted.spec.trafficPolicy ?? standing.spec.trafficPolicy;
  // Without a list every namespace sees it.
  const [now, old] = [wanted.spec.exportTo, standing.spec.exportTo];
  const { exportTo: _, workloadSelector, ...spec } = wanted.spec;
  const seen = now && old && { exportTo: [...new Set([...now, ...old])].sort(compare) };
  // Subsets are for the pods of both versions.
  const isSame = trafficPolicy !== undefined || textOf(workloadSelector) === textOf(standing.spec.workloadSelector);
  const selected = workloadSelector && isSame && { workloadSelector };
  return {
    ...wanted,
    spec: { ...spec, ...seen, ...selected, ...(trafficPolicy && { trafficPolicy }), ...(subsets.length > 0 && { subsets }) },
  };
}

function oneAfterTheOther(first: readonly string[], second: readonly string[]): readonly string[] {
  return [...new Set([...first, ...second])];
}

/** Whatever the order of keys in which it was read. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compare(a, b)))
      : inner,
  );
}
