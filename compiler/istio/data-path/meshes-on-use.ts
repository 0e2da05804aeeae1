import { MapOnUse } from "../objects/map-on-use.ts";
import type { Mesh } from "../objects/mesh.ts";
import type { ClusterFacts } from "../world.ts";
import type { Meshes } from "./meshes.ts";

type FactsByCluster = ReadonlyMap<string, ClusterFacts>;

/** The clusters by `address:port` of their ingress gateways. */
export function clustersByAddress(facts: FactsByCluster): FactsByCluster {
  return new Map(
    [...facts.values()].flatMap((cluster) =>
      cluster.ingressAddresses.map((address): [string, ClusterFacts] => [`${address.toLowerCase()}:${cluster.ingressPort}`, cluster]),
    ),
  );
}

/** Clusters that are read one by one, such as the states of each in different waves. */
export function meshesTogetherOnUse(
  facts: FactsByCluster,
  byAddress: FactsByCluster,
  roots: Meshes["roots"],
  read: (facts: ClusterFacts) => Mesh,
): Meshes {
  const readOf = (all: FactsByCluster, read: (facts: ClusterFacts) => Mesh) => (key: string) => {
    const found = all.get(key);
    if (!found) throw new Error(`there is no cluster ${key}`);
    return read(found);
  };
  const clusters = new MapOnUse(facts, readOf(facts, read));
  const ofCluster = ({ name }: ClusterFacts) => clusters.get(name) as Mesh;
  return { clusters, ingresses: new MapOnUse(byAddress, readOf(byAddress, ofCluster)), roots };
}
