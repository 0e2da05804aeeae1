import { examine } from "../../compile.ts";
import { clock } from "../../environment/clock.ts";
import type { readFederation } from "../../environment/federation-input.ts";
import { rootReader } from "../../environment/root-reader.ts";
import type { Finding } from "../../findings/finding.ts";
import { liveInOverlays } from "../../rotation/live.ts";
import { planRotations } from "../../rotation/plan-rotations.ts";
import { type TrustInOverlay, trustInOverlay } from "../../rotation/trust-in-overlay.ts";
import type { LiveFiles } from "../../waves/plan-waves.ts";

/** What the roots of a file would cut off at once, by what its clusters trust as they stand: no order of deliveries helps there. */
export function unsafeChangesBy(input: ReturnType<typeof readFederation>, live: LiveFiles, maxBytes: number): readonly Finding[] {
  const trust = new Map<string, TrustInOverlay>();
  for (const [cluster, files] of live) {
    const read = trustInOverlay(files.get("generated/trust.yaml") ?? "");
    if ("trust" in read) trust.set(cluster, read.trust);
  }
  if (trust.size === 0) return [];
  const { known } = examine(input.source, { readFile: rootReader(input.folder), ...clock(), maxBytes });
  if (!known) return [];
  return planRotations(known.loaded, known.federation, liveInOverlays(trust, known.federation), { allowOutage: false }).findings;
}
