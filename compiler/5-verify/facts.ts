import type { Labels } from "../1-load/federation-file.ts";
import { labelsText } from "../1-load/labels-text.ts";
import { deploymentName } from "../2-resolve/cluster.ts";
import type { Cluster, Consumption, Exposure, Federation } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { localServersOf } from "../2-resolve/local-servers.ts";
import { sorted } from "../2-resolve/names.ts";
import { certificatesOf } from "../2-resolve/trusted-roots.ts";
import { selects } from "../istio/objects/selects.ts";
import type { ClusterFacts, PodsFacts, ServiceFacts, World } from "../istio/world.ts";
import { parseIstioVersion } from "../istio-versions/istio-version.ts";

/** What emitted objects are read beside: what federation.yaml says of the clusters themselves. */
export function factsOf(federation: Federation): ReadonlyMap<string, ClusterFacts> {
  const said = new Map<Cluster, SaidOfPods[]>([...federation.clusters.values()].map((cluster) => [cluster, []]));
  for (const { exposures, consumptions } of federation.services) {
    for (const exposure of exposures) said.get(exposure.cluster)?.push(exposed(exposure), ...besideExposed(exposure));
    for (const consumption of consumptions) said.get(consumption.cluster)?.push(...existing(consumption));
  }
  return new Map([...said].map(([cluster, known]) => [cluster.name, clusterFacts(cluster, serviceFacts(known))]));
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
    istioVersion: istio.version === undefined ? undefined : parseIstioVersion(istio.version),
    rootNamespace: istio.rootNamespace,
    pathNormalization: istio.pathNormalization,
    gatewaysNamespace: namespace,
    ingressAddresses: ingress === undefined || ingress.addresses === "pending" || cluster.inactive !== undefined ? [] : ingress.addresses,
    ingressPort: ingress?.port ?? 0,
    gateways: { ingress: gateway("ingress"), egress: gateway("egress") },
    services,
  };
}

/** What one entry of the file says of the pods behind a port of a Service. */
interface SaidOfPods extends Omit<PodsFacts, "labels" | "selectors"> {
  /** Nothing that is inactive is held against what is not. */
  readonly active: boolean;
  readonly service: Omit<ServiceFacts, "pods">;
  readonly selector: Labels | undefined;
  readonly subset: Labels | undefined;
}

function exposed({ service, local, port, targetPort, selector, subset, serviceAccounts, defaultDeny, active }: Exposure): SaidOfPods {
  const { name, namespace } = local;
  const { protocol } = service;
  return { service: { name, namespace, port, protocol }, selector, subset, targetPort, accounts: serviceAccounts, defaultDeny, active };
}

/** What else the pods of an exposure may serve, on a port that the file says nothing of: a Service made up to be tried. */
export const otherPort = 1;

/** Its name. */
export function besideName({ local }: Exposure): string {
  return `${local.name}-beside`;
}

function besideExposed(exposure: Exposure): readonly SaidOfPods[] {
  if (!exposure.selector || !exposure.active) return [];
  const said = exposed(exposure);
  const service = { ...said.service, name: besideName(exposure), port: otherPort, protocol: "http" } as const;
  return [{ ...said, service, targetPort: otherPort, accounts: [] }];
}

/** The consuming cluster's own Service of a local name. */
function existing(consumption: Consumption): readonly SaidOfPods[] {
  const { as, port, create, service } = consumption;
  if (create || as?.namespace === undefined || port === undefined) return [];
  const { name, namespace } = as;
  const about = { name, namespace, port, protocol: service.protocol };
  const active = consumption.inactive === undefined;
  const said = { service: about, active, selector: undefined, targetPort: undefined, defaultDeny: false };
  const servers = localServersOf(consumption);
  const ofAll = servers.flatMap(({ subset, accounts }) => (subset === undefined ? accounts : []));
  const ofSome = servers.filter(({ subset }) => subset !== undefined);
  return [{ ...said, subset: undefined, accounts: ofAll }, ...ofSome.map(({ subset, accounts }) => ({ ...said, subset, accounts }))];
}

/** Several entries may be about one port of one Service. */
function serviceFacts(said: readonly SaidOfPods[]): readonly ServiceFacts[] {
  const byPort = grouped(said, ({ service: { name, namespace, port } }) => `${name}.${namespace}:${port}`);
  return [...byPort.values()].flatMap((all) => {
    const active = all.filter((entry) => entry.active);
    const entries = active.length > 0 ? active : all;
    const [first] = entries;
    return first ? [{ ...first.service, pods: podsOf(entries) }] : [];
  });
}

/** A kind of pods for each choice of labels; what is said of some holds for all that bear these labels. */
function podsOf(entries: readonly SaidOfPods[]): readonly PodsFacts[] {
  const whole = entries.find(({ selector, subset }) => selector && !subset)?.selector ?? {};
  const said = entries.map((entry) => ({ ...entry, labels: { ...(entry.selector ?? whole), ...entry.subset } }));
  const kinds = new Map([...said.map(({ labels }) => labels), ...said.flatMap(besideSubset)].map((labels) => [labelsText(labels), labels]));
  return [...kinds.values()].map((labels) => {
    const about = said.filter((one) => selects(one.labels, labels));
    const selectors = new Set(said.flatMap(({ selector }) => (selector && selects(selector, labels) ? labelsText(selector) : [])));
    return {
      labels,
      selectors: sorted([...selectors]).join("; "),
      targetPort: [...about, ...said].find(({ targetPort }) => targetPort !== undefined)?.targetPort,
      accounts: about.map(({ accounts }) => accounts).reduce(inCommon, []),
      // A policy holds for what its selector fits, and other subsets may have selectors of their own.
      defaultDeny: said.some(({ defaultDeny, selector = whole }) => defaultDeny && selects(selector, labels)),
    };
  });
}

/** Of what a subset chooses from, there may be other pods too. */
function besideSubset({ labels, subset }: { readonly labels: Labels; readonly subset: Labels | undefined }): readonly Labels[] {
  return subset ? [Object.fromEntries(Object.entries(labels).filter(([key]) => subset[key] === undefined))] : [];
}

/** Two services on the same pods may name different accounts: then those that both name are sure to serve. */
function inCommon(some: readonly string[], others: readonly string[]): readonly string[] {
  if (some.length === 0 || others.length === 0) return [...some, ...others];
  return some.filter((one) => others.includes(one));
}
