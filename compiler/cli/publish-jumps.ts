import { planRotations } from "../8-rotation/plan-rotations.ts";
import { standingInOverlays } from "../8-rotation/standing.ts";
import { type TrustInOverlay, trustInOverlay } from "../8-rotation/trust-in-overlay.ts";
import type { StandingFiles } from "../9-publish/waves/plan-waves.ts";
import { examine } from "../compile.ts";
import type { Finding } from "../findings/finding.ts";
import { clock } from "./clock.ts";
import type { readFederation } from "./federation-input.ts";
import { rootReader } from "./root-reader.ts";

/** What the roots of a file would cut off at once, by what its clusters trust as they stand: no order of deliveries helps there. */
export function jumpsBy(input: ReturnType<typeof readFederation>, standing: StandingFiles, maxBytes: number): readonly Finding[] {
  const trust = new Map<string, TrustInOverlay>();
  for (const [cluster, files] of standing) {
    const read = trustInOverlay(files.get("generated/trust.yaml") ?? "");
    if ("trust" in read) trust.set(cluster, read.trust);
  }
  if (trust.size === 0) return [];
  const { known } = examine(input.source, { readFile: rootReader(input.folder), ...clock(), maxBytes });
  if (!known) return [];
  return planRotations(known.loaded, known.federation, standingInOverlays(trust, known.federation), { allowOutage: false }).findings;
}
