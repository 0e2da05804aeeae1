import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { PlacedObjects } from "../access/changes/placed-objects.ts";
import { generatedIn, manifestsIn } from "./overlay-objects.ts";

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
