import type { Loaded } from "../../1-load/load.ts";
import type { Federation } from "../../2-resolve/federation.ts";
import type { Finding } from "../../findings/finding.ts";
import { liveInOverlays } from "../../rotation/live.ts";
import { planRotations } from "../../rotation/plan-rotations.ts";
import { type TrustInOverlay, trustInOverlay } from "../../rotation/trust-in-overlay.ts";
import type { LiveFiles } from "../../waves/plan-waves.ts";

/** Changes of roots that would be an outage, compared with the trust of the live overlays. No order of waves makes them safe. */
export function unsafeChangesBy(loaded: Loaded, federation: Federation, live: LiveFiles): readonly Finding[] {
  const trust = new Map<string, TrustInOverlay>();
  for (const [cluster, files] of live) {
    const read = trustInOverlay(files.get("generated/trust.yaml") ?? "");
    if ("trust" in read) trust.set(cluster, read.trust);
  }
  if (trust.size === 0) return [];
  return planRotations(loaded, federation, liveInOverlays(trust, federation), { allowOutage: false }).findings;
}
