import type { Cluster, Federation, Grant } from "../2-resolve/federation.ts";
import { oncePer } from "./once-per.ts";
import { firstBy, uniqueBy } from "./repeats.ts";
import { grantsByWorkloads, grantsInForce } from "./resolved.ts";

/** A cluster whose gateways take part in grants in force, with the first such grant of each gateway. */
interface TrustedGateways {
  readonly cluster: Cluster;
  readonly ingress: Grant | undefined;
  readonly egress: Grant | undefined;
}

/** The clusters that prove their identity by a gateway's certificate, by name. */
export const trustedGateways = oncePer((federation: Federation): readonly TrustedGateways[] => {
  const byGateways = grantsInForce(federation).filter(({ mode }) => mode === "gateways");
  const byExposer = firstBy(byGateways, ({ exposure }) => exposure.cluster);
  const byConsumer = firstBy(byGateways, ({ consumer }) => consumer);
  return [...federation.clusters.values()]
    .map((cluster) => ({ cluster, ingress: byExposer.get(cluster), egress: byConsumer.get(cluster) }))
    .filter(({ ingress, egress }) => ingress ?? egress);
});

/** A cluster whose workloads prove their identity to other clusters, with the first grant in force that it takes part in. */
interface TrustedMesh {
  readonly cluster: Cluster;
  readonly grant: Grant;
}

/** The clusters in mode workloads, in the order of their grants. */
export const trustedMeshes = oncePer((federation: Federation): readonly TrustedMesh[] => {
  const sides = grantsByWorkloads(federation).flatMap((grant) => [
    { cluster: grant.exposure.cluster, grant },
    { cluster: grant.consumer, grant },
  ]);
  return uniqueBy(sides, ({ cluster }) => cluster);
});

/** The clusters in mode workloads, in the order of the file. */
export function meshesAsWritten(federation: Federation): readonly TrustedMesh[] {
  const meshes = firstBy(trustedMeshes(federation), ({ cluster }) => cluster.name);
  return Object.keys(federation.written.clusters).flatMap((name) => meshes.get(name) ?? []);
}
