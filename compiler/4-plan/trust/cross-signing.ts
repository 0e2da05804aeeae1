import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import type { ClusterView } from "../cluster-view.ts";
import { meshPartners } from "./mesh-trust.ts";

/** Sentences about partners that can sign for each other's names. Every build reports them. */
export function crossSigningOf(federation: Federation, viewOf: (cluster: Cluster) => ClusterView): readonly string[] {
  return [...forGateways(federation), ...forWorkloads(federation, viewOf)];
}

/** Clusters whose gateways share a root can sign for each other, in every bundle that contains both. */
function forGateways(federation: Federation): readonly string[] {
  return sorted(
    keyHolders(federation, ({ root }) => root).map(
      (names) => `${names.join(", ")} share a root: whoever holds its key can sign certificates for each of them`,
    ),
  );
}

/** The same for workloads. Also, a mesh does not constrain its own root, so a partner under that root can sign for everyone there. */
function forWorkloads(federation: Federation, viewOf: (cluster: Cluster) => ClusterView): readonly string[] {
  const grants = federation.grants.filter(({ mode, inactive }) => mode === "workloads" && inactive === undefined);
  const inModeWorkloads = new Set(grants.flatMap(({ consumer, exposure }) => [consumer, exposure.cluster]));
  const shared = keyHolders(federation, (cluster) => (inModeWorkloads.has(cluster) ? cluster.workloadsRoot : undefined)).map(
    (names) => `workloads of ${names.join(", ")} share a root: whoever holds its key can sign the identities of each of them`,
  );
  const unlimited = [...federation.clusters.values()].flatMap((cluster) => {
    if (!inModeWorkloads.has(cluster)) return [];
    const view = viewOf(cluster);
    const { foreign, shared } = meshPartners(view);
    if (shared.length === 0 || foreign.length === 0) return [];
    const foreignNames = foreign.map(({ cluster }) => cluster.name).join(", ");
    return `in the mesh of ${view.cluster.name}, whose own root that is, ${shared.map(({ name }) => name).join(", ")} can also pass for ${foreignNames}`;
  });
  return [...sorted(shared), ...unlimited];
}

/** Names of active clusters whose roots have a key in common. */
function keyHolders(federation: Federation, rootOf: (cluster: Cluster) => string | undefined): readonly (readonly string[])[] {
  const owners = new Map<string, Set<string>>();
  for (const cluster of federation.clusters.values()) {
    if (cluster.inactive !== undefined) continue;
    for (const { certificates } of federation.roots.get(rootOf(cluster) ?? "")?.items ?? [])
      for (const { publicKeyId } of certificates) owners.set(publicKeyId, (owners.get(publicKeyId) ?? new Set()).add(cluster.name));
  }
  const distinct = new Map([...owners.values()].filter((names) => names.size > 1).map((names) => [sorted(names).join(), sorted(names)]));
  return [...distinct.values()];
}
