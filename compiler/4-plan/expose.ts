import { gatewayPort } from "../2-resolve/cluster.ts";
import type { Exposure, Grant } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { labelsText } from "../2-resolve/labels-text.ts";
import { sorted } from "../2-resolve/names.ts";
import { httpHosts, isTcp, serverNames } from "./exposed-hosts.ts";
import type { Involvement } from "./involvement.ts";
import { type Manifest, manifest, metadata, type PlannedFile } from "./manifest.ts";
import { grantsIn } from "./modes.ts";
import { asItIs, servedSubset } from "./names.ts";
import type { HttpRoute, TlsRoute, VirtualService } from "./objects.ts";
import { planWorkloadPolicies } from "./workload-policies.ts";

/** `expose-<service>.yaml`: how one service is served to the federation, with the policies on its workload. */
export function planExposed(involvement: Involvement): readonly PlannedFile[] {
  const offers = grouped(involvement.offers, ({ exposure }) => exposure);
  const onPods = grouped(involvement.offers, ({ exposure }) => podsOf(exposure));
  return involvement.exposures.map((exposure) => {
    const own = offers.get(exposure) ?? [];
    const served = own.length > 0 ? [virtualService(involvement, exposure, own)] : [];
    const policies = planWorkloadPolicies(involvement, exposure, { own, samePods: onPods.get(podsOf(exposure)) ?? [] });
    return { name: `expose-${exposure.service.name}.yaml`, manifests: [...served, ...policies] };
  });
}

/** Selectors in one namespace are equal or about different pods. */
function podsOf({ local, selector }: Exposure): string {
  return `${local.namespace} ${labelsText(selector ?? {})}`;
}

function virtualService({ federation, cluster }: Involvement, exposure: Exposure, offers: readonly Grant[]): Manifest {
  const { service, local, port, subset } = exposure;
  const atGateway = grantsIn("gateways", offers);
  const to = { host: local.fqdn, ...(subset && { subset: servedSubset(service) }), port: { number: port } };
  const shared = sorted(atGateway.flatMap((grant) => httpHosts(grant, federation).shared));
  const own = atGateway.flatMap((grant) => (isTcp(grant) ? serverNames(grant, federation) : httpHosts(grant, federation).own));
  const route: HttpRoute = { rewrite: { authority: local.fqdn }, retries: { attempts: 0 }, route: [{ destination: to }] };
  const ended =
    service.protocol === "tcp" ? { tcp: [{ route: [{ destination: to }] }] } : { http: httpRoutes(exposure, route, sorted(own), shared) };
  const passed = sorted(grantsIn("workloads", offers).flatMap((grant) => serverNames(grant, federation)));
  const object: VirtualService = {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: metadata({ federation, namespace: cluster.namespace, service: service.name }, `expose-${service.name}`),
    spec: {
      hosts: sorted([...own, ...shared, ...passed]),
      gateways: sorted(offers.map(({ consumer }) => `consumer-${consumer.name}`)),
      exportTo: ["."],
      ...(atGateway.length > 0 && ended),
      ...(passed.length > 0 && { tls: [passedOn(exposure, passed)] }),
    },
  };
  return manifest(
    object,
    `${service.name}, as the consumers that are granted it know it, is ${local.name}.${local.namespace}:${port} here.`,
  );
}

/** TLS that is not the gateway's: it must not be wrapped in the mesh's own once more. */
function passedOn({ service, local, port, subset }: Exposure, sniHosts: readonly string[]): TlsRoute {
  const destination = { host: local.fqdn, subset: asItIs(subset && service), port: { number: port } };
  return { match: [{ port: gatewayPort, sniHosts }], route: [{ destination }] };
}

/** Under a path of the pair's host, and without one on hosts that are the service's own. */
function httpRoutes({ path }: Exposure, route: HttpRoute, own: readonly string[], shared: readonly string[]): readonly HttpRoute[] {
  if (path === undefined) return [route];
  const under: HttpRoute = { match: [{ uri: { prefix: path } }], ...route, rewrite: { uri: "/", ...route.rewrite } };
  const atRoot: HttpRoute = { match: own.map((host) => ({ authority: { exact: host } })), ...route };
  return [...(own.length > 0 ? [atRoot] : []), ...(shared.length > 0 ? [under] : [])];
}
