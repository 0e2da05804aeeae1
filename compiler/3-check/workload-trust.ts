import type { Cluster, Federation, Grant } from "../2-resolve/federation.ts";
import { oncePer } from "./once-per.ts";
import { uniqueBy } from "./repeats.ts";

/** Grants in force between clusters in mode workloads. */
export const grantsByWorkloads = oncePer(({ grants }: Federation): readonly Grant[] =>
  grants.filter(({ inactive, mode }) => inactive === undefined && mode === "workloads"),
);

/** The clusters whose workloads prove their identity to other clusters, with the first grant that each takes part in. */
export const trustedMeshes = oncePer((federation: Federation): ReadonlyMap<Cluster, Grant> => {
  const sides = grantsByWorkloads(federation).flatMap((grant) => [
    [grant.exposure.cluster, grant] as const,
    [grant.consumer, grant] as const,
  ]);
  return new Map(uniqueBy(sides, ([cluster]) => cluster));
});

/** The same clusters in the order of the file. */
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
