import type { FederationObject } from "../4-plan/objects.ts";
import type { Overlay } from "../6-render/overlay.ts";
import { fileOf, listingOf, renderManifest } from "../6-render/render.ts";
import { GENERATED } from "../7-write/layout.ts";
import { compare } from "../findings/finding.ts";
import { addTo, getOrMake } from "../istio/objects/indexed.ts";
import { equivalent } from "./equivalent.ts";
import { merge } from "./merge.ts";
import type { KnownRoots } from "./merge-bundles.ts";
import { type MergeStrategy, type Side, strategies } from "./merge-strategy.ts";
import {
  commentOf,
  type KnownTexts,
  type Layer,
  layerOf,
  listing,
  readme,
  type StoredManifest,
  storedManifestsOf,
} from "./stored-manifests.ts";

export type SideByLayer = Readonly<Record<Layer, Side>>;

type StoredManifests = ReadonlyMap<string, StoredManifest>;

/** The live and the desired overlay of one cluster. */
export interface Transition {
  readonly live: ReadonlyMap<string, string>;
  readonly desired: Overlay;
  readonly before: StoredManifests;
  readonly after: StoredManifests;
}

/** `live` are the files that fedc wrote, as they are now. */
export function transitionOf(live: ReadonlyMap<string, string>, desired: Overlay, knownTexts: KnownTexts): Transition {
  return { live, desired, before: storedManifestsOf(live, knownTexts), after: storedManifestsOf(desired.files, knownTexts) };
}

/** Whether an object is added, removed or changed. */
export function changesObjects({ before, after }: Transition): boolean {
  return before.size !== after.size || [...after].some(([key, { text }]) => before.get(key)?.text !== text);
}

/**
 * The overlays between the live and the desired one of each cluster, in which each layer shows a given side. Plans of waves have many of
 * them in common, and these have most manifests in common, so each is made once.
 */
export class IntermediateOverlays {
  readonly #roots: KnownRoots;
  readonly #overlays = new WeakMap<Transition, Map<string, Overlay>>();
  /** By both manifests: clusters may share either of them. */
  readonly #merged = new WeakMap<StoredManifest, WeakMap<StoredManifest, Map<MergeStrategy, MergedManifest>>>();

  constructor(roots: KnownRoots) {
    this.#roots = roots;
  }

  /** An ordinary overlay. It equals the desired one byte for byte if every layer shows that. */
  of(transition: Transition, sides: SideByLayer): Overlay {
    const known = getOrMake(this.#overlays, transition, () => new Map<string, Overlay>());
    return getOrMake(known, JSON.stringify(Object.entries(sides).sort()), () => this.#make(transition, sides));
  }

  #make(transition: Transition, sides: SideByLayer): Overlay {
    const { live, desired } = transition;
    const files = filesOf(this.#manifests(transition, sides, false), live, desired.files);
    // A change of words alone is no reason for a delivery. It comes along with the first real change.
    return { ...desired, files: files === live ? live : filesOf(this.#manifests(transition, sides, true), live, desired.files) };
  }

  #manifests({ before, after }: Transition, sides: SideByLayer, reworded: boolean): readonly StoredManifest[] {
    // While a mesh still trusts a partner, everything that is denied to the partner must stay denied.
    const denials = sides.exposing === "desired" && this.#trustShrinks(before, after) ? sides.trust : sides.exposing;
    return [...new Set([...after.keys(), ...before.keys()])].flatMap((key) => {
      const [old, now] = [before.get(key), after.get(key)];
      const present = (now ?? old) as StoredManifest;
      const side = guardsExposer(present) ? denials : sides[layerOf(present)];
      return this.#between(old, now, side, reworded) ?? [];
    });
  }

  /** Whether a mesh will no longer trust some partner. */
  #trustShrinks(before: StoredManifests, after: StoredManifests): boolean {
    const [key, old] =
      [...before].find(([, { object }]) => object.kind === "ConfigMap" && object.metadata.name === "istio-federation") ?? [];
    const now = key === undefined ? undefined : after.get(key);
    return old !== undefined && (!now || !equivalent(merge(old.object, now.object, "union", this.#roots), now.object));
  }

  #between(old: StoredManifest | undefined, now: StoredManifest | undefined, side: Side, reworded: boolean): StoredManifest | undefined {
    if (side === "live") return old;
    if (side === "desired") return now;
    if (!old || !now) {
      const only = old ?? now;
      return strategies[side].unpaired === "kept" || (only && isDenial(only.object)) ? only : undefined;
    }
    if (old.text === now.text) return now;
    const ofOld = getOrMake(this.#merged, old, () => new WeakMap<StoredManifest, Map<MergeStrategy, MergedManifest>>());
    const known = getOrMake(ofOld, now, () => new Map<MergeStrategy, MergedManifest>());
    const { manifest, isReworded } = getOrMake(known, side, () => mergedManifest(old, now, side, this.#roots));
    return isReworded && !reworded ? old : manifest;
  }
}

interface MergedManifest {
  readonly manifest: StoredManifest;
  /** Whether both versions do the same, and differ in words only. */
  readonly isReworded: boolean;
}

/** One manifest that does the work of both. */
function mergedManifest(old: StoredManifest, now: StoredManifest, strategy: MergeStrategy, roots: KnownRoots): MergedManifest {
  if (equivalent(old.object, now.object)) return { manifest: now, isReworded: true };
  const object = merge(old.object, now.object, strategy, roots);
  const changed = { file: now.file, object, text: renderManifest({ comment: commentOf(now), object }) };
  const manifest = same(object, now.object) ? now : same(object, old.object) ? { ...old, file: now.file } : changed;
  return { manifest, isReworded: false };
}

function guardsExposer(manifest: StoredManifest): boolean {
  return isDenial(manifest.object) && ["trust", "exposing"].includes(layerOf(manifest));
}

function isDenial(object: FederationObject): boolean {
  return object.kind === "AuthorizationPolicy" && object.spec.action === "DENY";
}

function same(a: FederationObject, b: FederationObject): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function filesOf(
  manifests: readonly StoredManifest[],
  live: ReadonlyMap<string, string>,
  desired: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const byFile = new Map<string, StoredManifest[]>();
  for (const manifest of manifests) addTo(byFile, manifest.file, manifest);
  const texts = new Map(
    [...byFile].map(([file, own]) => {
      const text = fileOf(own.sort(byKindNamespaceName).map((manifest) => manifest.text));
      // Most files are as they were or as they will be, so that text need not be there twice.
      return [file, [desired.get(file), live.get(file)].find((known) => known === text) ?? text] as const;
    }),
  );
  const isEqual = (files: ReadonlyMap<string, string>) => {
    const names = [...files.keys()].filter((file) => file !== listing && file !== readme);
    return names.length === texts.size && names.every((file) => texts.get(file) === files.get(file));
  };
  if (isEqual(desired)) return desired;
  if (isEqual(live)) return live;
  const names = [...texts.keys()].map((file) => file.slice(GENERATED.length + 1)).sort(inOrder);
  const files = new Map(names.map((name) => [`${GENERATED}/${name}`, texts.get(`${GENERATED}/${name}`) ?? ""]));
  return files.set(listing, listingOf(names)).set(readme, desired.get(readme) ?? "");
}

const order = [/^gateways\.yaml$/, /^trust\.yaml$/, /^consumer-/, /^exposer-/, /^expose-/, /^local-/, /^failover-/, /^as-/];

/** The order of every overlay's list. */
function inOrder(a: string, b: string): number {
  const rank = (name: string) => order.findIndex((pattern) => pattern.test(name));
  return rank(a) - rank(b) || compare(a, b);
}

function byKindNamespaceName({ object: a }: StoredManifest, { object: b }: StoredManifest): number {
  return (
    compare(a.kind, b.kind) || compare(a.metadata.namespace ?? "", b.metadata.namespace ?? "") || compare(a.metadata.name, b.metadata.name)
  );
}
