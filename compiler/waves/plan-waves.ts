import type { Federation } from "../2-resolve/federation.ts";
import { certificatesOf } from "../2-resolve/trusted-roots.ts";
import type { ClusterPlans } from "../4-plan/cluster-plans.ts";
import type { Overlay } from "../6-render/overlay.ts";
import { UnsupportedObject } from "../istio/objects/unsupported-object.ts";
import { IntermediateOverlays, type Transition, transitionOf } from "./intermediate-overlay.ts";
import type { KnownRoots } from "./merge-bundles.ts";
import { Proof, type Violation } from "./prove.ts";
import { KnownTexts } from "./stored-manifests.ts";
import { sameFiles, singleWave, type Wave, wavesOf, withdrawals } from "./wave.ts";

/** The waves of a change, or the violation that no order of waves avoids. */
type WavePlan = { readonly waves: readonly Wave[] } | { readonly violation: Violation };

/** A federation, and what it was compiled to. */
export interface DesiredState {
  readonly federation: Federation;
  readonly plans: ClusterPlans;
  readonly overlays: Iterable<Overlay>;
}

/** The live files of fedc, by cluster. Clusters that have nothing to change may be missing. */
export type LiveFiles = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Splits a change into waves, and proves them. The merge strategies are tried in order: the first adds everything new before anything old
 * goes, and the later ones allow less, for a change in which the sum of both versions would be an exposure. Among plans without a violation
 * across clusters, one that also has none within a cluster is preferred. Throws UnsupportedObject if no plan can be proven, because the model
 * does not know an object.
 */
export function planWaves({ federation, plans, overlays }: DesiredState, live: LiveFiles): WavePlan {
  const knownTexts = new KnownTexts();
  const transitions = transitionsOf(overlays, live, knownTexts);
  const between = new IntermediateOverlays(rootsOf(federation));
  const proof = new Proof(federation, plans, transitions, knownTexts);
  if ([...transitions.values()].every((transition) => !holdsGrants(transition.before) && !bringsGateways(transition))) {
    const waves = singleWave(transitions, between);
    if (!proof.of(waves, "ignored").across) return { waves };
  }
  let firstViolation: Violation | undefined;
  let firstUnsupported: UnsupportedObject | undefined;
  let provenAcross: readonly Wave[] | undefined;
  for (const { strategy, lateExposers } of mergePlans) {
    const together = wavesOf(transitions, { strategy, separateRoutes: false, lateExposers }, between);
    const separate = wavesOf(transitions, { strategy, separateRoutes: true, lateExposers }, between);
    for (const waves of continues(separate, together) ? [separate, together] : [together, separate]) {
      const proven = proofOrUnsupported(proof, waves, provenAcross ? "refused" : "told");
      if (proven instanceof UnsupportedObject) {
        firstUnsupported ??= proven;
        continue;
      }
      const { across, within } = proven;
      if (across) firstViolation ??= across;
      else if (!within) return { waves };
      else provenAcross ??= waves;
    }
  }
  if (provenAcross) return { waves: provenAcross };
  if (firstViolation) return { violation: firstViolation };
  if (firstUnsupported) throw firstUnsupported;
  return { waves: [] };
}

/** The sum of two versions may be more than the model knows. Another plan may do without that sum. */
function proofOrUnsupported(proof: Proof, waves: readonly Wave[], withinCluster: "told" | "refused") {
  try {
    return proof.of(waves, withinCluster);
  } catch (error) {
    if (error instanceof UnsupportedObject) return error;
    throw error;
  }
}

/** In the order in which they are tried. */
const mergePlans = [
  { strategy: "union", lateExposers: false },
  { strategy: "cautious", lateExposers: false },
  { strategy: "cautiousLiveRoutes", lateExposers: false },
  { strategy: "union", lateExposers: true },
  { strategy: "cautious", lateExposers: true },
] as const;

/** Whether the live state looks like the middle of a plan with separate routes. Then it goes on, so that its waves keep their numbers. */
function continues(separate: readonly Wave[], together: readonly Wave[]): boolean {
  return (
    separate.length < together.length || (separate.length === together.length && (separate[0]?.number ?? 0) > (together[0]?.number ?? 0))
  );
}

/** Withdraws at once, and leaves the remaining grants alone. A second wave holds everything else, and is not meant to be published. */
export function planWithdrawals({ federation, overlays }: Omit<DesiredState, "plans">, live: LiveFiles): readonly Wave[] {
  const transitions = transitionsOf(overlays, live, new KnownTexts());
  const rest = {
    number: 2,
    title: "everything else",
    why: "only withdrawals were asked for",
    overlays: new Map([...transitions].map(([cluster, { desired }]) => [cluster, desired])),
  };
  return [...withdrawals(transitions, new IntermediateOverlays(rootsOf(federation))), ...(transitions.size > 0 ? [rest] : [])];
}

/** Transitions of the clusters whose overlay changes. */
function transitionsOf(overlays: Iterable<Overlay>, live: LiveFiles, knownTexts: KnownTexts): ReadonlyMap<string, Transition> {
  const transitions = new Map<string, Transition>();
  for (const overlay of overlays) {
    const files = live.get(overlay.cluster);
    if (!files) continue;
    // An overlay may be rendered whenever its files are read. Those of clusters that change are needed until the waves are planned.
    const desired = { ...overlay, files: overlay.files };
    if (!sameFiles(desired.files, files)) transitions.set(overlay.cluster, transitionOf(files, desired, knownTexts));
  }
  return transitions;
}

/** Whether an overlay holds more than every cluster has, which is a namespace and a ConfigMap. */
function holdsGrants(before: Transition["before"]): boolean {
  return [...before.values()].some(({ object }) => object.kind !== "Namespace" && object.kind !== "ConfigMap");
}

/** Whether a gateway gets new pods or a new key pair. Both take a while, and no local name may lead there before. */
function bringsGateways({ before, after }: Transition): boolean {
  return [...after].some(([key, { object }]) => !before.has(key) && (object.kind === "Deployment" || object.kind === "Certificate"));
}

function rootsOf(federation: Federation): KnownRoots {
  const all = [...federation.roots.values()].flatMap((root) => certificatesOf(root));
  return new Map(all.map((certificate) => [certificate.anchorId, certificate]));
}
