import { deploymentName } from "../2-resolve/cluster.ts";
import type { Cluster, Consumption, Exposure, Federation } from "../2-resolve/federation.ts";
import { allDestinations, isLocal } from "../2-resolve/routes-in-force.ts";
import { certificatesOf } from "../2-resolve/trusted-roots.ts";
import type { ClusterFacts, ServiceFacts, World } from "./world.ts";

/** What emitted objects are read beside: what federation.yaml says of the clusters themselves. */
export function factsOf(federation: Federation): ReadonlyMap<string, ClusterFacts> {
  const services = new Map<Cluster, Map<string, ServiceFacts>>([...federation.clusters.values()].map((cluster) => [cluster, new Map()]));
  for (const { exposures, consumptions } of federation.services) {
    for (const exposure of exposures)
      for (const fact of [exposed(exposure), ...besideExposed(exposure)]) add(services.get(exposure.cluster), fact);
    for (const consumption of consumptions) for (const fact of existing(consumption)) add(services.get(consumption.cluster), fact);
  }
  return new Map([...services].map(([cluster, known]) => [cluster.name, clusterFacts(cluster, [...known.values()])]));
}

/** The emitted objects of each cluster, as data, with what they do not tell. A cluster without objects configures itself. */
export function worldOf(federation: Federation, objectsByCluster: ReadonlyMap<string, readonly unknown[]>): World {
  const clusters = [...factsOf(federation)].map(([name, facts]) => [name, { facts, objects: objectsByCluster.get(name) }] as const);
  return {
    clusters: new Map(clusters),
    roots: new Map([...federation.roots].map(([name, root]) => [name, certificatesOf(root)])),
  };
}

function clusterFacts(cluster: Cluster, services: readonly ServiceFacts[]): ClusterFacts {
  const { name, hostname, trustDomain, workloadsRoot, root, istio, namespace, ingress } = cluster;
  const gateway = (side: "ingress" | "egress") => ({
    account: cluster[side]?.serviceAccount ?? deploymentName(side),
    labels: cluster[side]?.selector ?? { istio: `private-${side}gateway` },
    identity: cluster.identity[side],
    credential: cluster.credentials[side],
  });
  return {
    name,
    hostname,
    trustDomain,
    workloadsRoot,
    gatewaysRoot: root,
    domain: istio.domain,
    rootNamespace: istio.rootNamespace,
    pathNormalization: istio.pathNormalization,
    gatewaysNamespace: namespace,
    ingressAddresses: ingress === undefined || ingress.addresses === "pending" || cluster.inactive !== undefined ? [] : ingress.addresses,
    ingressPort: ingress?.port ?? 0,
    gateways: { ingress: gateway("ingress"), egress: gateway("egress") },
    services,
  };
}

function exposed({ service, local, port, targetPort, selector, serviceAccounts, defaultDeny }: Exposure): ServiceFacts {
  const { name, namespace } = local;
  return {
    name,
    namespace,
    port,
    protocol: service.protocol,
    targetPort,
    labels: selector ?? {},
    accounts: serviceAccounts,
    defaultDeny,
  };
}

/** What else the pods of an exposure may serve, on a port that the file says nothing of: a Service made up to be tried. */
export const otherPort = 1;

/** Its name. */
export function besideName({ local }: Exposure): string {
  return `${local.name}-beside`;
}

function besideExposed(exposure: Exposure): readonly ServiceFacts[] {
  if (!exposure.selector || !exposure.active) return [];
  return [{ ...exposed(exposure), name: besideName(exposure), port: otherPort, targetPort: otherPort, protocol: "http", accounts: [] }];
}

/** The consuming cluster's own Service of a local name. */
function existing(consumption: Consumption): readonly ServiceFacts[] {
  const { as, port, create, service } = consumption;
  if (create || as?.namespace === undefined || port === undefined) return [];
  const accounts = allDestinations(consumption).flatMap((one) => (isLocal(one) ? (one.written?.local?.serviceAccounts ?? []) : []));
  const { name, namespace } = as;
  return [{ name, namespace, port, protocol: service.protocol, targetPort: undefined, labels: {}, accounts, defaultDeny: false }];
}

/** Two services on one port may name the accounts of different pods: then those that both name are sure to serve it. */
function inCommon(some: readonly string[], others: readonly string[]): readonly string[] {
  if (some.length === 0 || others.length === 0) return [...some, ...others];
  return some.filter((one) => others.includes(one));
}

/** Several entries may be about one port of one Service: what one of them leaves open, another may say. */
function add(known: Map<string, ServiceFacts> | undefined, fact: ServiceFacts): void {
  const key = `${fact.name}.${fact.namespace}:${fact.port}`;
  const before = known?.get(key);
  if (!before) return void known?.set(key, fact);
  known?.set(key, {
    ...before,
    targetPort: before.targetPort ?? fact.targetPort,
    labels: { ...fact.labels, ...before.labels },
    accounts: inCommon(before.accounts, fact.accounts),
    defaultDeny: before.defaultDeny || fact.defaultDeny,
  });
}
