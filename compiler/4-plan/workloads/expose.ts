import { labelsText } from "../../1-load/labels-text.ts";
import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Exposure, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import type { ClusterView } from "../cluster-view.ts";
import { httpHosts, isTcp, serverNames } from "../exposed-hosts.ts";
import { type Manifest, manifest, metadata, type PlannedFile } from "../manifest.ts";
import { grantsIn } from "../modes.ts";
import { servedSubset, tlsPassthrough } from "../names.ts";
import type { HttpRoute, TlsRoute, VirtualService } from "../objects.ts";
import { isGrantedByPrefix } from "../operations.ts";
import { planWorkloadPolicies } from "./workload-policies.ts";

/** `expose-<service>.yaml`: how one service is served to the federation, with the policies on its workload. */
export function planExposed(view: ClusterView): readonly PlannedFile[] {
  const inboundGrants = grouped(view.inboundGrants, ({ exposure }) => exposure);
  const onPods = grouped(view.inboundGrants, ({ exposure }) => podsOf(exposure));
  return view.exposures.map((exposure) => {
    const own = inboundGrants.get(exposure) ?? [];
    const served = own.length > 0 ? [virtualService(view, exposure, own)] : [];
    const policies = planWorkloadPolicies(view, exposure, { own, samePods: onPods.get(podsOf(exposure)) ?? [] });
    return { name: `expose-${exposure.service.name}.yaml`, manifests: [...served, ...policies] };
  });
}

/** Selectors in one namespace are equal or about different pods. */
function podsOf({ local, selector }: Exposure): string {
  return `${local.namespace} ${labelsText(selector ?? {})}`;
}

function virtualService({ federation, cluster }: ClusterView, exposure: Exposure, inboundGrants: readonly Grant[]): Manifest {
  const { service, local, port, subset } = exposure;
  const atGateway = grantsIn("gateways", inboundGrants);
  const to = { host: local.fqdn, ...(subset && { subset: servedSubset(service) }), port: { number: port } };
  const http = atGateway.filter((grant) => !isTcp(grant)).map((grant) => httpHosts(grant, federation));
  const own = sorted(http.map((hosts) => hosts.own));
  const groups = sorted(http.flatMap(({ group }) => group));
  const byPrefix = cluster.istio.pathNormalization !== "NONE" && atGateway.some(isGrantedByPrefix);
  const tcp = atGateway.filter(isTcp).flatMap((grant) => serverNames(grant, federation));
  const route: HttpRoute = { rewrite: { authority: local.fqdn }, retries: { attempts: 0 }, route: [{ destination: to }] };
  const ended =
    service.protocol === "tcp"
      ? { tcp: [{ route: [{ destination: to }] }] }
      : { http: [...(byPrefix ? [refusal] : []), ...httpRoutes(exposure, route, own, groups)] };
  const passed = sorted(grantsIn("workloads", inboundGrants).flatMap((grant) => serverNames(grant, federation)));
  const object: VirtualService = {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: metadata({ federation, namespace: cluster.namespace, service: service.name }, `expose-${service.name}`),
    spec: {
      hosts: sorted([...own, ...groups, ...tcp, ...passed]),
      gateways: sorted(inboundGrants.map(({ consumer }) => `consumer-${consumer.name}`)),
      exportTo: ["."],
      ...(atGateway.length > 0 && ended),
      ...(passed.length > 0 && { tls: [passedOn(exposure, passed)] }),
    },
  };
  return manifest(
    object,
    `${service.name}, as the consumers that are granted it know it, is ${local.name}.${local.namespace}:${port} here.`,
    ...(byPrefix ? ["A path that the next proxy would read otherwise, past the prefix that lets it through, gets 404."] : []),
  );
}

/**
 * A proxy that normalizes paths takes `..;x` for `..`, and writes `%2e%2e;x` as `..;x`: so what the gateway lets through for its prefix
 * the called workload's proxy would read as another path (measured).
 */
const refusal: HttpRoute = { match: [{ uri: { regex: ".*/[.]{1,2};.*" } }], directResponse: { status: 404 } };

/** TLS that is not the gateway's: it must not be wrapped in the mesh's own once more. */
function passedOn({ service, local, port, subset }: Exposure, sniHosts: readonly string[]): TlsRoute {
  const destination = { host: local.fqdn, subset: tlsPassthrough(subset && service), port: { number: port } };
  return { match: [{ port: gatewayPort, sniHosts }], route: [{ destination }] };
}

/**
 * With a path, what is asked for by the service's own host lies below it, and nothing else of that host leads anywhere: host and path
 * together are the service, so that no way to spell a path reaches another one. A group's members need not have one path, so it has none.
 */
function httpRoutes({ path }: Exposure, route: HttpRoute, own: readonly string[], groups: readonly string[]): readonly HttpRoute[] {
  if (path === undefined) return [route];
  const below = { ...route, rewrite: { uri: "/", ...route.rewrite } };
  const uri = { prefix: path };
  if (groups.length === 0) return [{ match: [{ uri }], ...below }];
  // As policies have them: with a port and without one, and nothing else of what one host's name begins with.
  const asked = (hosts: readonly string[]) =>
    hosts.flatMap((host) => [{ authority: { exact: host } }, { authority: { prefix: `${host}:` } }]);
  return [
    { match: asked(groups), ...route },
    { match: asked(own).map((match) => ({ ...match, uri })), ...below },
  ];
}
