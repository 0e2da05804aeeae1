import { MadeAnew } from "../../2-resolve/made-anew.ts";
import type { ClusterPlans } from "../../4-plan/cluster-plans.ts";

/** An object, and the name of its file in `generated/`. */
export interface PlacedObject {
  readonly file: string;
  readonly object: unknown;
}

/** By cluster. */
export type PlacedObjects = ReadonlyMap<string, readonly PlacedObject[]>;

/** The objects of plans, one cluster at a time. */
export function placedInPlans(plans: ClusterPlans): PlacedObjects {
  return new MadeAnew(plans.clusters, (cluster) =>
    plans.of(cluster).files.flatMap(({ name, manifests }) => manifests.map(({ object }) => ({ file: name, object }))),
  );
}

/** The objects without their places, one cluster at a time. */
export function objectsIn(placed: PlacedObjects): ReadonlyMap<string, readonly unknown[]> {
  return new MadeAnew(placed.keys(), (cluster) => (placed.get(cluster) ?? []).map(({ object }) => object));
}

/** The same of these clusters alone. */
export function placedAmong(placed: PlacedObjects, clusters: ReadonlySet<string>): PlacedObjects {
  return new MadeAnew(
    [...placed.keys()].filter((cluster) => clusters.has(cluster)),
    (cluster) => placed.get(cluster) ?? [],
  );
}
