import type { Federation } from "../2-resolve/federation.ts";
import { certificatesOf } from "../2-resolve/trusted-roots.ts";
import type { Overlay } from "../6-render/overlay.ts";
import { type Transition, transitionOf } from "./intermediate-overlay.ts";
import type { KnownRoots } from "./merge-bundles.ts";
import { Proof, type Violation } from "./prove.ts";
import type { KnownTexts } from "./stored-manifests.ts";
import { singleWave, type Wave, wavesOf, withdrawals } from "./wave.ts";

/** A change in waves, or what it would do on its way in whatever waves. */
export type WavePlan = { readonly waves: readonly Wave[] } | { readonly violation: Violation };

/** The files of fedc that stand, by cluster; none where nothing does. */
export type LiveFiles = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Splits what has to change into waves, and proves them. First so that what is new is there before the old goes; where that would let
 * somebody do what neither version lets them, more carefully: what both versions let them do, and on the way that stands. Of several such
 * plans, one that also stands while a cluster has got only a part of its objects.
 */
export function planWaves(federation: Federation, overlays: readonly Overlay[], live: LiveFiles): WavePlan {
  const known: KnownTexts = new Map();
  const transitions = passagesOf(overlays, live, known);
  const roots = rootsOf(federation);
  const proof = new Proof(federation, transitions, known);
  if ([...transitions.values()].every((transition) => !holdsGrants(transition.before) && !bringsGateways(transition))) {
    const waves = singleWave(transitions, roots);
    if (!proof.violationAcross(waves)) return { waves };
  }
  let first: Violation | undefined;
  let second: readonly Wave[] | undefined;
  for (const strategy of ["union", "cautious", "cautiousLiveRoutes"] as const) {
    const [waves, more] = [
      wavesOf(transitions, { strategy: strategy, apart: false }, roots),
      wavesOf(transitions, { strategy: strategy, apart: true }, roots),
    ];
    for (const some of isRestOf(more, waves) ? [more, waves] : [waves, more]) {
      const violation = proof.violationAcross(some);
      if (violation) first ??= violation;
      else if (!proof.violationWithin(some)) return { waves: some };
      else second ??= some;
    }
  }
  if (second) return { waves: second };
  return first ? { violation: first } : { waves: [] };
}

/** Whether all that is left to do is what comes last where names and ways come apart: it is called what it was called at first. */
function isRestOf(apart: readonly Wave[], waves: readonly Wave[]): boolean {
  return apart.length < waves.length || (apart.length === waves.length && (apart[0]?.number ?? 0) > (waves[0]?.number ?? 0));
}

/** What is withdrawn, at once; whoever keeps a grant keeps it. After it comes all the rest, which is not asked for. */
export function planWithdrawals(federation: Federation, overlays: readonly Overlay[], live: LiveFiles): readonly Wave[] {
  const transitions = passagesOf(overlays, live, new Map());
  const rest = {
    number: 2,
    title: "everything else",
    why: "only withdrawals were asked for",
    overlays: new Map([...transitions].map(([cluster, { desired }]) => [cluster, desired])),
  };
  return [...withdrawals(transitions, rootsOf(federation)), ...(transitions.size > 0 ? [rest] : [])];
}

/** Clusters whose overlay changes. */
function passagesOf(overlays: readonly Overlay[], live: LiveFiles, known: KnownTexts): ReadonlyMap<string, Transition> {
  return new Map(
    overlays.flatMap((overlay) => {
      const files = live.get(overlay.cluster);
      const changes = files && (files.size !== overlay.files.size || [...overlay.files].some(([file, text]) => files.get(file) !== text));
      return changes ? [[overlay.cluster, transitionOf(files, overlay, known)] as const] : [];
    }),
  );
}

/** More than what every cluster has: a namespace and a ConfigMap. */
function holdsGrants(before: Transition["before"]): boolean {
  return [...before.values()].some(({ object }) => object.kind !== "Namespace" && object.kind !== "ConfigMap");
}

/** Whether pods or key pairs of a gateway come new: they take a while to be there, and nobody may be led to them before. */
function bringsGateways({ before, after }: Transition): boolean {
  return [...after].some(([key, { object }]) => !before.has(key) && (object.kind === "Deployment" || object.kind === "Certificate"));
}

function rootsOf(federation: Federation): KnownRoots {
  const all = [...federation.roots.values()].flatMap((root) => certificatesOf(root));
  return new Map(all.map((certificate) => [certificate.anchorId, certificate]));
}
