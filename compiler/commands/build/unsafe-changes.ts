import { join } from "node:path";
import type { Loaded } from "../../1-load/load.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import { readRegularFile } from "../../environment/regular-file.ts";
import type { Finding } from "../../findings/finding.ts";
import { liveInOverlays } from "../../rotation/live.ts";
import { planRotations } from "../../rotation/plan-rotations.ts";
import { type TrustInOverlay, trustInOverlay } from "../../rotation/trust-in-overlay.ts";

/** More than the anchors of any number of partners take. */
const mostBytes = 64 * 1024 * 1024;

/**
 * What the roots of a file would cut off at once, by what the overlays in a folder trust that are about to be written over. It is a warning: they
 * may never have been deployed. `fedc trust plan` and `fedc publish` refuse the same.
 */
export function unsafeChangesOf(folder: string, clusters: readonly string[], loaded: Loaded, federation: Federation): readonly Finding[] {
  const trust = new Map<string, TrustInOverlay>();
  for (const cluster of clusters) {
    const read = trustInOverlay(textOf(join(folder, cluster, "generated", "trust.yaml")));
    if ("trust" in read) trust.set(cluster, read.trust);
  }
  if (trust.size === 0) return [];
  return planRotations(loaded, federation, liveInOverlays(trust, federation), { allowOutage: true }).findings;
}

/** Nothing where there is no file: whatever else lies there is what writing refuses. */
function textOf(path: string): string {
  try {
    return readRegularFile(path, mostBytes).toString("utf8");
  } catch {
    return "";
  }
}
