import type { FederationFile } from "../1-load/federation-file.ts";
import type { Cluster, Federation } from "../2-resolve/federation.ts";

/** The first managed cluster that a key of `consume` names: the cluster itself, or a member of the group. */
export function managedMember(key: string, { clusters }: Federation, { groups = {} }: FederationFile): Cluster | undefined {
  const names = clusters.has(key) ? [key] : Object.hasOwn(groups, key) ? (groups[key] ?? []) : [];
  for (const name of names) if (clusters.get(name)?.managed) return clusters.get(name);
  return undefined;
}
