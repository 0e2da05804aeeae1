import type { Labels } from "../1-load/federation-file.ts";
import { labelsText } from "../1-load/labels-text.ts";
import { deploymentName } from "../2-resolve/cluster.ts";
import type { Cluster, Consumption, Exposure, Federation } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { localServersOf } from "../2-resolve/local-servers.ts";
import { sorted } from "../2-resolve/names.ts";
import { certificatesOf } from "../2-resolve/trusted-roots.ts";
import { getOrMake } from "../istio/objects/indexed.ts";
import { selects } from "../istio/objects/selects.ts";
import type { ClusterFacts, PodsFacts, ServiceFacts, World } from "../istio/world.ts";
import { statedVersion } from "../istio-versions/istio-version.ts";

/** The facts about clusters that federation.yaml tells and objects do not. Gathers them once for a federation. */
export function factsOf(federation: Federation): ReadonlyMap<string, ClusterFacts> {
  return getOrMake(known, federation, () => gatheredFacts(federation));
}

const known = new WeakMap<Federation, ReadonlyMap<string, ClusterFacts>>();

function gatheredFacts(federation: Federation): ReadonlyMap<string, ClusterFacts> {
  const byCluster = new Map<Cluster, PodsEntry[]>([...federation.clusters.values()].map((cluster) => [cluster, []]));
  for (const { exposures, consumptions } of federation.services) {
    for (const exposure of exposures)
      byCluster.get(exposure.cluster)?.push(exposed(exposure), ...subsetsOf(exposure), ...besideExposed(exposure));
    for (const consumption of consumptions) byCluster.get(consumption.cluster)?.push(...existing(consumption));
  }
  return new Map([...byCluster].map(([cluster, entries]) => [cluster.name, clusterFacts(cluster, serviceFacts(entries))]));
}

/** The emitted objects of each cluster, as data, with the facts beside them. A cluster without objects configures itself. */
export function worldOf(federation: Federation, objectsByCluster: ReadonlyMap<string, readonly unknown[]>): World {
  const clusters = [...factsOf(federation)].map(([name, facts]) => {
    // Asked for when the cluster is read, so that its objects can go before those of the next are planned.
    const cluster = {
      facts,
      get objects() {
        return objectsByCluster.get(name);
      },
    };
    return [name, cluster] as const;
  });
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
    istioVersion: statedVersion(istio),
    rootNamespace: istio.rootNamespace,
    pathNormalization: istio.pathNormalization,
    gatewaysNamespace: namespace,
    ingressAddresses: ingress === undefined || ingress.addresses === "pending" || cluster.inactive !== undefined ? [] : ingress.addresses,
    ingressPort: ingress?.port ?? 0,
    gateways: { ingress: gateway("ingress"), egress: gateway("egress") },
    services,
  };
}

/** One entry of the file about the pods behind a port of a Service. */
interface PodsEntry extends Omit<PodsFacts, "labels" | "selectors"> {
  /** Inactive entries count only if there are no active ones. */
  readonly active: boolean;
  readonly service: Omit<ServiceFacts, "pods">;
  readonly selector: Labels | undefined;
  readonly subset: Labels | undefined;
}

function exposed({ service, local, port, targetPort, selector, subset, serviceAccounts, defaultDeny, active }: Exposure): PodsEntry {
  const { name, namespace } = local;
  const { protocol } = service;
  return { service: { name, namespace, port, protocol }, selector, subset, targetPort, accounts: serviceAccounts, defaultDeny, active };
}

/** The pods of each subset that consumers can choose. */
function subsetsOf(exposure: Exposure): readonly PodsEntry[] {
  return [...exposure.subsets.values()].map(({ labels }) => ({ ...exposed(exposure), subset: labels }));
}

/** The port of an invented Service for each exposure, which stands for all ports of its pods that the file does not name. */
export const otherPort = 1;

/** The name of that Service. */
export function besideName({ local }: Exposure): string {
  return `${local.name}-beside`;
}

function besideExposed(exposure: Exposure): readonly PodsEntry[] {
  if (!exposure.selector || !exposure.active) return [];
  const entry = exposed(exposure);
  const service = { ...entry.service, name: besideName(exposure), port: otherPort, protocol: "http" } as const;
  return [{ ...entry, service, targetPort: otherPort, accounts: [] }];
}

/** The pods of a local name that exists already as a Service. */
function existing(consumption: Consumption): readonly PodsEntry[] {
  const { as, port, create, service } = consumption;
  if (create || as?.namespace === undefined || port === undefined) return [];
  const entry = {
    service: { name: as.name, namespace: as.namespace, port, protocol: service.protocol },
    active: consumption.inactive === undefined,
    selector: undefined,
    targetPort: undefined,
    defaultDeny: false,
  };
  const servers = localServersOf(consumption);
  const ofAll = servers.flatMap(({ subset, accounts }) => (subset === undefined ? accounts : []));
  const ofSubsets = servers.flatMap(({ subset, accounts }) => (subset === undefined ? [] : [{ subset, accounts, ...entry }]));
  return [{ subset: undefined, accounts: ofAll, ...entry }, ...ofSubsets];
}

/** Merges the entries about one port of one Service. */
function serviceFacts(all: readonly PodsEntry[]): readonly ServiceFacts[] {
  const byPort = grouped(all, ({ service: { name, namespace, port } }) => `${name}.${namespace}:${port}`);
  return [...byPort.values()].flatMap((ofPort) => {
    const active = ofPort.filter((entry) => entry.active);
    const entries = active.length > 0 ? active : ofPort;
    const [first] = entries;
    return first ? [{ pods: podsOf(entries), ...first.service }] : [];
  });
}

/** One kind of pods for each choice of labels. An entry is about all pods that have its labels. */
function podsOf(entries: readonly PodsEntry[]): readonly PodsFacts[] {
  const whole = entries.find(({ selector, subset }) => selector && !subset)?.selector ?? {};
  const labelled = entries.map((entry) => ({ labels: { ...(entry.selector ?? whole), ...entry.subset }, ...entry }));
  const kinds = [...labelled.map(({ labels }) => labels), ...labelled.flatMap(besideSubset)];
  return [...new Map(kinds.map((labels) => [labelsText(labels), labels])).values()].map((labels) => {
    const about = labelled.filter((entry) => selects(entry.labels, labels));
    const selectors = entries.flatMap(({ selector }) => (selector && selects(selector, labels) ? labelsText(selector) : []));
    return {
      labels,
      selectors: sorted(selectors).join("; "),
      targetPort: [...about, ...entries].find(({ targetPort }) => targetPort !== undefined)?.targetPort,
      accounts: about.map(({ accounts }) => accounts).reduce(inCommon, []),
      // A policy holds for all pods that its selector chooses, and other subsets may have other selectors.
      defaultDeny: entries.some(({ defaultDeny, selector = whole }) => defaultDeny && selects(selector, labels)),
    };
  });
}

/** The pods outside of a subset. */
function besideSubset({ labels, subset }: { readonly labels: Labels; readonly subset: Labels | undefined }): readonly Labels[] {
  return subset ? [Object.fromEntries(Object.entries(labels).filter(([key]) => subset[key] === undefined))] : [];
}

/** If two services name different accounts for the same pods, only those that both name are sure to serve. */
function inCommon(a: readonly string[], b: readonly string[]): readonly string[] {
  return a.length === 0 || b.length === 0 ? [...a, ...b] : a.filter((account) => b.includes(account));
}
