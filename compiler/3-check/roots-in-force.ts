import type { Cluster, Federation, Root } from "../2-resolve/federation.ts";
import { trustedGateways } from "./gateway-trust.ts";
import { trustedMeshes } from "./workload-trust.ts";

/** Roots that some grant in force relies on, with the first cluster that does: for its gateways, or for its workloads. */
export function rootsInForce(federation: Federation): ReadonlyMap<Root, Cluster> {
  const found = new Map<Root, Cluster>();
  const add = (name: string | undefined, cluster: Cluster) => {
    const root = federation.roots.get(name ?? "");
    if (root && !found.has(root)) found.set(root, cluster);
  };
  for (const { cluster } of trustedGateways(federation)) add(cluster.root, cluster);
  for (const cluster of trustedMeshes(federation).keys()) add(cluster.workloadsRoot, cluster);
  return found;
}
