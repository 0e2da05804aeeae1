import type { Federation } from "../2-resolve/federation.ts";
import { ClusterPlans } from "../4-plan/cluster-plans.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import { type ClusterPlan, objectsOfCluster } from "../4-plan/plan.ts";
import { worldOf } from "../5-verify/facts.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { clustersByAddress, meshesTogetherOnUse } from "../istio/data-path/meshes-on-use.ts";
import { MapOnUse } from "../istio/objects/map-on-use.ts";
import { readMesh } from "../istio/objects/mesh.ts";

/** The plans of the managed clusters and their objects, by cluster. A cluster is planned when it is first asked for. */
export function plannedOnUse(federation: Federation): {
  readonly plans: MapOnUse<ClusterPlan>;
  readonly objects: ReadonlyMap<string, readonly FederationObject[]>;
} {
  const planned = new ClusterPlans(federation);
  const plans = new MapOnUse(new Set(planned.clusters), (name) => planned.of(name));
  const objects = new MapOnUse(plans, (name) => {
    const plan = plans.get(name);
    return plan ? objectsOfCluster(plan) : [];
  });
  return { plans, objects };
}

/**
 * All clusters of a federation. The objects of a cluster are asked for and read when a call first comes there, so that a few calls cost as
 * much as the clusters that they visit. Then it throws UnsupportedObject for everything that the model does not know.
 */
export function meshesOnUse(federation: Federation, objectsByCluster: ReadonlyMap<string, readonly unknown[]>): Meshes {
  const world = worldOf(federation, new Map());
  const { roots } = world;
  const facts = new Map([...world.clusters].map(([name, { facts }]) => [name, facts]));
  return meshesTogetherOnUse(facts, clustersByAddress(facts), roots, (facts) =>
    readMesh({ facts, objects: objectsByCluster.get(facts.name) }, roots),
  );
}
