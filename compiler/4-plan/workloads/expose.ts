import { labelsText } from "../../1-load/labels-text.ts";
import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Exposure, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import { type ClusterView, grantsIn, servingLabels } from "../cluster-view.ts";
import { type Manifest, metadata, type PlannedFile, planned } from "../manifest.ts";
import { httpHosts, isTcp, servedSubset, serverNames, tlsPassthrough } from "../names.ts";
import type { HttpRoute, TlsRoute } from "../objects.ts";
import { isGrantedByPrefix } from "../operations.ts";
import { planWorkloadPolicies } from "./workload-policies.ts";

/** `expose-<service>.yaml`: the routes to one exposed service, and the policies on its workload. */
export function planExposed(view: ClusterView): readonly PlannedFile[] {
  const inboundGrants = grouped(view.inboundGrants, ({ exposure }) => exposure);
  const onPods = grouped(view.inboundGrants, ({ exposure }) => podsOf(exposure));
  return view.exposures.map((exposure) => {
    const own = inboundGrants.get(exposure) ?? [];
    const routes = own.length > 0 ? [virtualService(view, exposure, own)] : [];
    const policies = planWorkloadPolicies(view, exposure, { own, samePods: onPods.get(podsOf(exposure)) ?? [] });
    return { name: `expose-${exposure.service.name}.yaml`, manifests: [...routes, ...policies] };
  });
}

/** A key for the pods: two selectors in one namespace are either equal or select different pods. */
function podsOf({ local, selector }: Exposure): string {
  return `${local.namespace} ${labelsText(selector ?? {})}`;
}

function virtualService(view: ClusterView, exposure: Exposure, inboundGrants: readonly Grant[]): Manifest {
  const { federation, cluster, home } = view;
  const { service, local, port } = exposure;
  const isPart = servingLabels(view, exposure) !== undefined;
  const atGateway = grantsIn("gateways", inboundGrants);
  const to = { host: local.fqdn, ...(isPart && { subset: servedSubset(service) }), port: { number: port } };
  const http = atGateway.filter((grant) => !isTcp(grant)).map((grant) => httpHosts(grant, federation));
  const own = sorted(http.map((hosts) => hosts.own));
  const groups = sorted(http.flatMap(({ group }) => group));
  const byPrefix = cluster.istio.pathNormalization !== "NONE" && atGateway.some(isGrantedByPrefix);
  const tcp = atGateway.filter(isTcp).flatMap((grant) => serverNames(grant, federation));
  const route: HttpRoute = { rewrite: { authority: local.fqdn }, retries: { attempts: 0 }, route: [{ destination: to }] };
  const terminated =
    service.protocol === "tcp"
      ? { tcp: [{ route: [{ destination: to }] }] }
      : { http: [...(byPrefix ? [refusal] : []), ...httpRoutes(exposure, route, own, groups)] };
  const passed = sorted(grantsIn("workloads", inboundGrants).flatMap((grant) => serverNames(grant, federation)));
  return planned(
    "VirtualService",
    metadata({ ...home, service: service.name }, `expose-${service.name}`),
    {
      hosts: sorted([...own, ...groups, ...tcp, ...passed]),
      gateways: sorted(inboundGrants.map(({ consumer }) => `consumer-${consumer.name}`)),
      exportTo: ["."],
      ...(atGateway.length > 0 && terminated),
      ...(passed.length > 0 && { tls: [passedThrough(exposure, isPart, passed)] }),
    },
    `Routes the consumers' hosts for ${service.name} to ${local.name}.${local.namespace}:${port}.`,
    ...(byPrefix ? ["A path that the next proxy would normalize to one outside its allowed prefix gets 404."] : []),
  );
}

/**
 * A proxy that normalizes paths reads `..;x` as `..`, and rewrites `%2e%2e;x` to `..;x`. So the gateway could allow a path for its prefix
 * that the called workload's proxy reads as another path (measured: scenario `two-subsets-of-one-service`).
 */
const refusal: HttpRoute = { match: [{ uri: { regex: ".*/[.]{1,2};.*" } }], directResponse: { status: 404 } };

/** TLS that the gateway does not terminate. It must not be wrapped in the mesh's own TLS. */
function passedThrough({ service, local, port }: Exposure, isPart: boolean, sniHosts: readonly string[]): TlsRoute {
  const destination = { host: local.fqdn, subset: tlsPassthrough(isPart ? service : undefined), port: { number: port } };
  return { match: [{ port: gatewayPort, sniHosts }], route: [{ destination }] };
}

/**
 * If the exposure has a path, only paths below it are routed for the service's own host. Host and path identify the service together, so no
 * spelling of a path reaches another service. The members of a group may have different paths, so the group's host has none.
 */
function httpRoutes({ path }: Exposure, route: HttpRoute, own: readonly string[], groups: readonly string[]): readonly HttpRoute[] {
  if (path === undefined) return [route];
  const below = { ...route, rewrite: { uri: "/", ...route.rewrite } };
  const uri = { prefix: path };
  if (groups.length === 0) return [{ match: [{ uri }], ...below }];
  // The same hosts as in policies: exact, or followed by a port.
  const authorities = (hosts: readonly string[]) =>
    hosts.flatMap((host) => [{ authority: { exact: host } }, { authority: { prefix: `${host}:` } }]);
  return [
    { match: authorities(groups), ...route },
    { match: authorities(own).map((match) => ({ ...match, uri })), ...below },
  ];
}
