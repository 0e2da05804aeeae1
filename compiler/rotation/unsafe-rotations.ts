import type { Loaded } from "../1-load/load.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { Finding } from "../findings/finding.ts";
import { liveInOverlays } from "./live.ts";
import { planRotations } from "./plan-rotations.ts";
import { type TrustInOverlay, trustInOverlay } from "./trust-in-overlay.ts";

/**
 * Changes of roots that would make calls fail at once, judged by what clusters trust now: the texts of their `generated/trust.yaml`. A cluster
 * whose text cannot be read is not judged.
 */
export function unsafeRotations(
  trustTexts: Iterable<readonly [cluster: string, text: string]>,
  { loaded, federation }: { readonly loaded: Loaded; readonly federation: Federation },
  limits: { readonly allowOutage: boolean },
): readonly Finding[] {
  const trustByCluster = new Map<string, TrustInOverlay>();
  for (const [cluster, text] of trustTexts) {
    const read = trustInOverlay(text);
    if ("trust" in read) trustByCluster.set(cluster, read.trust);
  }
  if (trustByCluster.size === 0) return [];
  return planRotations(loaded, federation, liveInOverlays(trustByCluster, federation), limits).findings;
}
