import type { Exposure, Grant } from "../2-resolve/federation.ts";
import { sorted } from "../2-resolve/names.ts";
import { httpHosts, isTcp, tcpHosts } from "./exposed-hosts.ts";
import type { Involvement } from "./involvement.ts";
import { type Manifest, manifest, metadata, type PlannedFile } from "./manifest.ts";
import { subsetName } from "./names.ts";
import type { HttpRoute, VirtualService } from "./objects.ts";
import { planWorkloadPolicies } from "./workload-policies.ts";

/** `expose-<service>.yaml`: how one service is served to the federation, with the policies on its workload. */
export function planExposed(involvement: Involvement): readonly PlannedFile[] {
  return involvement.exposures.map((exposure) => {
    const offers = involvement.offers.filter((grant) => grant.exposure === exposure);
    const served = offers.length > 0 ? [virtualService(involvement, exposure, offers)] : [];
    return { name: `expose-${exposure.service.name}.yaml`, manifests: [...served, ...planWorkloadPolicies(involvement, exposure, offers)] };
  });
}

function virtualService({ federation, cluster }: Involvement, exposure: Exposure, offers: readonly Grant[]): Manifest {
  const { service, local, port, subset } = exposure;
  const to = { host: local.fqdn, ...(subset && { subset: subsetName(service.name) }), port: { number: port } };
  const shared = sorted(offers.flatMap((grant) => httpHosts(grant, federation).shared));
  const own = offers.flatMap((grant) => (isTcp(grant) ? tcpHosts(grant, federation) : httpHosts(grant, federation).own));
  const route: HttpRoute = { rewrite: { authority: local.fqdn }, retries: { attempts: 0 }, route: [{ destination: to }] };
  const routes =
    service.protocol === "tcp" ? { tcp: [{ route: [{ destination: to }] }] } : { http: httpRoutes(exposure, route, sorted(own), shared) };
  const object: VirtualService = {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: metadata({ federation, namespace: cluster.namespace, service: service.name }, `expose-${service.name}`),
    spec: {
      hosts: sorted([...own, ...shared]),
      gateways: sorted(offers.map(({ consumer }) => `consumer-${consumer.name}`)),
      exportTo: ["."],
      ...routes,
    },
  };
  return manifest(
    object,
    `${service.name}, as the consumers that are granted it know it, is ${local.name}.${local.namespace}:${port} here.`,
  );
}

/** Under a path of the pair's host, and without one on hosts that are the service's own. */
function httpRoutes({ path }: Exposure, route: HttpRoute, own: readonly string[], shared: readonly string[]): readonly HttpRoute[] {
  if (path === undefined) return [route];
  const under: HttpRoute = { match: [{ uri: { prefix: path } }], ...route, rewrite: { uri: "/", ...route.rewrite } };
  const atRoot: HttpRoute = { match: own.map((host) => ({ authority: { exact: host } })), ...route };
  return [...(own.length > 0 ? [atRoot] : []), ...(shared.length > 0 ? [under] : [])];
}
