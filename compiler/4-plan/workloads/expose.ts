import { labelsText } from "../../1-load/labels-text.ts";
import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Exposure, FederatedService, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import type { ServedSubset } from "../../2-resolve/served-subset.ts";
import type { ServingPods } from "../../2-resolve/subsets.ts";
import { compare } from "../../findings/finding.ts";
import { type ClusterView, grantsIn, servingPodsOf } from "../cluster-view.ts";
import { type Manifest, metadata, type PlannedFile, planned } from "../manifest.ts";
import { isTcp, servedSubset, tlsPassthrough } from "../names.ts";
import type { HttpRoute, TcpRoute, TlsRoute } from "../objects.ts";
import { isGrantedByPrefix } from "../operations.ts";
import { type ServedHosts, servedHosts, servedHttpHosts, servedServerNames } from "../served-hosts.ts";
import { planWorkloadPolicies } from "./workload-policies.ts";

/** `expose-<service>.yaml`: the routes to one exposed service, and the policies on its workload. */
export function planExposed(view: ClusterView): readonly PlannedFile[] {
  const inboundGrants = grouped(view.inboundGrants, ({ exposure }) => exposure);
  const onPods = grouped(view.inboundGrants, ({ exposure }) => podsOf(exposure));
  return view.exposures.map((exposure) => {
    const own = inboundGrants.get(exposure) ?? [];
    const routes = [...grouped(own.flatMap(servedHosts), ({ name }) => name)].sort(([a], [b]) => compare(a, b));
    const policies = planWorkloadPolicies(view, exposure, { own, samePods: onPods.get(podsOf(exposure)) ?? [] });
    return {
      name: `expose-${exposure.service.name}.yaml`,
      manifests: [...routes.map(([name, served]) => virtualService(view, exposure, name, served)), ...policies],
    };
  });
}

/** A key for the pods: two selectors in one namespace are either equal or select different pods. */
function podsOf({ local, selector }: Exposure): string {
  return `${local.namespace} ${labelsText(selector ?? {})}`;
}

/** The routes of all consumers to a service or, by the name, to one of its subsets. */
function virtualService(view: ClusterView, exposure: Exposure, name: string, served: readonly ServedHosts[]): Manifest {
  const { federation, cluster, home } = view;
  const { service, local, port } = exposure;
  const inboundGrants = served.map(({ grant }) => grant);
  const atGateway = grantsIn("gateways", inboundGrants);
  const byGrant = new Map(served.map((one) => [one.grant, one]));
  const servedTo = (grants: readonly Grant[]) => grants.flatMap((grant) => byGrant.get(grant) ?? []);
  const byHosts = sharedPods(view, atGateway).map(({ pods, grants }) => {
    const hosts = servedTo(grants.filter((grant) => !isTcp(grant))).map((one) => servedHttpHosts(one, federation));
    return {
      route: { rewrite: { authority: local.fqdn }, retries: { attempts: 0 }, route: destinationsFor(exposure, pods, servedSubset) },
      own: sorted(hosts.flatMap(({ own }) => own)),
      groups: sorted(hosts.flatMap(({ group }) => group)),
    };
  });
  const namesOf = (grants: readonly Grant[]) => servedTo(grants).flatMap((one) => servedServerNames(one, federation));
  const byPrefix = cluster.istio.pathNormalization !== "NONE" && atGateway.some(isGrantedByPrefix);
  const tcp = namesOf(atGateway.filter(isTcp));
  const terminated =
    service.protocol === "tcp"
      ? { tcp: byHosts.map(({ route }) => ({ route: route.route })) }
      : { http: [...(byPrefix ? [refusal] : []), ...httpRoutes(exposure, byHosts)] };
  const passed = sharedPods(view, grantsIn("workloads", inboundGrants)).map(({ pods, grants }) =>
    passedThrough(exposure, pods, sorted(namesOf(grants))),
  );
  const sniHosts = passed.flatMap(({ match }) => match.flatMap((one) => one.sniHosts));
  const hosts = byHosts.flatMap(({ own, groups }) => [...own, ...groups]);
  return planned(
    "VirtualService",
    metadata({ service: service.name, ...home }, `expose-${name}`),
    {
      hosts: sorted([...hosts, ...tcp, ...sniHosts]),
      gateways: sorted(inboundGrants.map(({ consumer }) => `consumer-${consumer.name}`)),
      exportTo: ["."],
      ...(atGateway.length > 0 && terminated),
      ...(passed.length > 0 && { tls: passed }),
    },
    `Routes the consumers' hosts for ${name} to ${local.name}.${local.namespace}:${port}.`,
    ...(byPrefix ? ["A path that the next proxy would normalize to one outside its allowed prefix gets 404."] : []),
  );
}

/**
 * A proxy that normalizes paths reads `..;x` as `..`, and rewrites `%2e%2e;x` to `..;x`. So the gateway could allow a path for its prefix
 * that the called workload's proxy reads as another path (measured: scenario `two-subsets-of-one-service`).
 */
const refusal: HttpRoute = { match: [{ uri: { regex: ".*/[.]{1,2};.*" } }], directResponse: { status: 404 } };

/** Grants whose calls go to the same pods, in the same shares. */
function sharedPods(
  view: ClusterView,
  grants: readonly Grant[],
): readonly { readonly pods: readonly ServingPods[]; readonly grants: readonly Grant[] }[] {
  const byPods = grouped(grants, (grant) => JSON.stringify(servingPodsOf(view, grant).map(({ subset, weight }) => [subset?.name, weight])));
  return [...byPods.values()].map((sharing) => ({ pods: sharing[0] ? servingPodsOf(view, sharing[0]) : [], grants: sharing }));
}

/** The pods as destinations. `nameOf` names a subset of the local Service that serves one service, or a named subset of it. */
function destinationsFor(
  { service, local, port }: Exposure,
  pods: readonly ServingPods[],
  nameOf: (service: FederatedService, named?: ServedSubset) => string,
): TcpRoute["route"] {
  return pods.map(({ subset: named, labels, weight }) => {
    const subset = labels ? nameOf(service, named) : undefined;
    const destination = { host: local.fqdn, ...(subset !== undefined && { subset }), port: { number: port } };
    return { ...(pods.length > 1 && { weight }), destination };
  });
}

/** TLS that the gateway does not terminate. It must not be wrapped in the mesh's own TLS. */
function passedThrough(exposure: Exposure, pods: readonly ServingPods[], sniHosts: readonly string[]): TlsRoute {
  const route = destinationsFor(exposure, pods, tlsPassthrough).map(({ destination, ...weight }) => ({
    ...weight,
    destination: { host: destination.host, subset: destination.subset ?? tlsPassthrough(undefined), port: destination.port },
  }));
  return { match: [{ port: gatewayPort, sniHosts }], route };
}

/** HTTP hosts whose calls take the same route. */
interface RoutedHosts {
  readonly route: HttpRoute;
  readonly own: readonly string[];
  readonly groups: readonly string[];
}

/**
 * If the exposure has a path, only paths below it are routed for the service's own host. Host and path identify the service together, so no
 * spelling of a path reaches another service. The members of a group may have different paths, so the group's host has none.
 */
function httpRoutes({ path }: Exposure, byHosts: readonly RoutedHosts[]): readonly HttpRoute[] {
  const isOnly = byHosts.length === 1;
  return byHosts.flatMap(({ route, own, groups }): readonly HttpRoute[] => {
    if (path === undefined) return [isOnly ? route : { match: authorities([...own, ...groups]), ...route }];
    const below = { ...route, rewrite: { uri: "/", ...route.rewrite } };
    const uri = { prefix: path };
    if (isOnly && groups.length === 0) return [{ match: [{ uri }], ...below }];
    const byGroup = groups.length > 0 ? [{ match: authorities(groups), ...route }] : [];
    return [...byGroup, { match: authorities(own).map((match) => ({ ...match, uri })), ...below }];
  });
}

/** The same hosts as in policies: exact, or followed by a port. A host in any other spelling takes no route. */
function authorities(hosts: readonly string[]) {
  return hosts.flatMap((host) => [{ authority: { exact: host } }, { authority: { prefix: `${host}:` } }]);
}
