import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { Plan } from "../4-plan/plan.ts";
import { generatedIn, manifestsIn } from "./overlay-objects.ts";

/** An object, and the name of the file in `generated/` that it stands in. */
export interface PlacedObject {
  readonly file: string;
  readonly object: unknown;
}

/** By cluster. */
export type PlacedObjects = ReadonlyMap<string, readonly PlacedObject[]>;

/** The objects that a plan makes. */
export function placedInPlan({ clusters }: Plan): PlacedObjects {
  return new Map(
    clusters.map(({ cluster, files }) => [
      cluster.name,
      files.flatMap(({ name, manifests }) => manifests.map(({ object }) => ({ file: name, object }))),
    ]),
  );
}

/** The objects in the `generated/` of these clusters' overlays; none where there is no overlay. Throws a Failure for what cannot be read. */
export function placedInFolder(folder: string, clusters: readonly string[]): PlacedObjects {
  return new Map(
    clusters.map((cluster) => {
      const texts = existsSync(join(folder, cluster, "generated")) ? generatedIn(join(folder, cluster)) : new Map<string, string>();
      const placed = [...texts].flatMap(([path, text]) => manifestsIn(path, text).map((object) => ({ file: basename(path), object })));
      return [cluster, placed];
    }),
  );
}

/** Without their places. */
export function objectsIn(placed: PlacedObjects): ReadonlyMap<string, readonly unknown[]> {
  return new Map([...placed].map(([cluster, all]) => [cluster, all.map(({ object }) => object)]));
}
