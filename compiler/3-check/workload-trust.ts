import type { Cluster, Federation, Grant } from "../2-resolve/federation.ts";
import { oncePer } from "./once-per.ts";

/** Grants in force between clusters in mode workloads. */
export const grantsByWorkloads = oncePer(({ grants }: Federation): readonly Grant[] =>
  grants.filter(({ inactive, mode }) => inactive === undefined && mode === "workloads"),
);

/** The clusters whose workloads prove to others who they are, with the first grant that each takes part in. */
export const trustedMeshes = oncePer((federation: Federation): ReadonlyMap<Cluster, Grant> => {
  const found = new Map<Cluster, Grant>();
  for (const grant of grantsByWorkloads(federation))
    for (const cluster of [grant.exposure.cluster, grant.consumer]) if (!found.has(cluster)) found.set(cluster, grant);
  return found;
});

/** Those of them, in the order of the file. */
export function meshesAsWritten(federation: Federation): readonly (readonly [Cluster, Grant])[] {
  const meshes = trustedMeshes(federation);
  return Object.keys(federation.written.clusters).flatMap((name) => {
    const cluster = federation.clusters.get(name);
    const grant = cluster && meshes.get(cluster);
    return cluster && grant ? [[cluster, grant] as const] : [];
  });
}

/** The other cluster of a grant. */
export function partnerIn({ exposure, consumer }: Grant, cluster: Cluster): Cluster {
  return consumer === cluster ? exposure.cluster : consumer;
}
