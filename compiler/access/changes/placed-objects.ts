import type { Plan } from "../../4-plan/plan.ts";

/** An object, and the name of its file in `generated/`. */
export interface PlacedObject {
  readonly file: string;
  readonly object: unknown;
}

/** By cluster. */
export type PlacedObjects = ReadonlyMap<string, readonly PlacedObject[]>;

/** The objects of a plan. */
export function placedInPlan({ clusters }: Plan): PlacedObjects {
  return new Map(
    clusters.map(({ cluster, files }) => [
      cluster.name,
      files.flatMap(({ name, manifests }) => manifests.map(({ object }) => ({ file: name, object }))),
    ]),
  );
}

/** The objects without their places. */
export function objectsIn(placed: PlacedObjects): ReadonlyMap<string, readonly unknown[]> {
  return new Map([...placed].map(([cluster, all]) => [cluster, all.map(({ object }) => object)]));
}
