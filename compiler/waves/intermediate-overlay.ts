import type { FederationObject } from "../4-plan/objects.ts";
import type { Overlay } from "../6-render/overlay.ts";
import { fileOf, listingOf, renderManifest } from "../6-render/render.ts";
import { GENERATED } from "../7-write/layout.ts";
import { compare } from "../findings/finding.ts";
import { equivalent } from "./equivalent.ts";
import { type Layer, layerOf } from "./layer-of.ts";
import { merge } from "./merge.ts";
import type { KnownRoots } from "./merge-bundles.ts";
import { type Side, strategies } from "./merge-strategy.ts";
import { commentOf, type KnownTexts, listing, readme, type StoredManifest, storedManifestsOf } from "./stored-manifests.ts";

export type SideByLayer = Readonly<Record<Layer, Side>>;

type StoredManifests = ReadonlyMap<string, StoredManifest>;

/** An overlay as it stands, and as it is to be. */
export interface Transition {
  readonly live: ReadonlyMap<string, string>;
  readonly desired: Overlay;
  readonly before: StoredManifests;
  readonly after: StoredManifests;
}

/** `standing` are the files that fedc wrote, as they are. */
export function transitionOf(live: ReadonlyMap<string, string>, desired: Overlay, known: KnownTexts): Transition {
  return { live: live, desired: desired, before: storedManifestsOf(live, known), after: storedManifestsOf(desired.files, known) };
}

/** Whether any object comes, goes or becomes another. */
export function changesObjects({ before, after }: Transition): boolean {
  return before.size !== after.size || [...after].some(([key, { text }]) => before.get(key)?.text !== text);
}

/**
 * An overlay on the way from one version to the next, each part as far as it is said. It is an ordinary one: where nothing is left of the
 * older version it is the newer one, byte for byte.
 */
export function intermediateOverlay(transition: Transition, versions: SideByLayer, roots: KnownRoots): Overlay {
  const { live, desired } = transition;
  const files = filesOf(piecesBetween(transition, versions, roots, false), live, desired.files);
  // What is only said in other words comes along with the first change that is one.
  return {
    ...desired,
    files: files === live ? live : filesOf(piecesBetween(transition, versions, roots, true), live, desired.files),
  };
}

function piecesBetween(
  { before, after }: Transition,
  versions: SideByLayer,
  roots: KnownRoots,
  reworded: boolean,
): readonly StoredManifest[] {
  const shrinks = trustShrinks(before, after, roots);
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    const some = (now ?? old) as StoredManifest;
    const part = layerOf(some);
    const version = guards(some) ? (shrinks && versions.exposing === "desired" ? versions.trust : versions.exposing) : versions[part];
    return between(old, now, version, roots, reworded) ?? [];
  });
}

/** Whether a mesh is to forget partners: while it knows them, all that is denied to them stays denied. */
function trustShrinks(before: StoredManifests, after: StoredManifests, roots: KnownRoots): boolean {
  const [key, old] = [...before].find(([, { object }]) => object.kind === "ConfigMap" && object.metadata.name === "istio-federation") ?? [];
  const now = key === undefined ? undefined : after.get(key);
  return old !== undefined && (!now || !equivalent(merge(old.object, now.object, "union", roots), now.object));
}

function guards(manifest: StoredManifest): boolean {
  return isDenial(manifest.object) && ["trust", "exposing"].includes(layerOf(manifest));
}

function between(
  old: StoredManifest | undefined,
  now: StoredManifest | undefined,
  version: Side,
  roots: KnownRoots,
  reworded: boolean,
): StoredManifest | undefined {
  if (version === "live") return old;
  if (version === "desired") return now;
  if (!old || !now) {
    const only = old ?? now;
    return strategies[version].unpaired === "kept" || (only && isDenial(only.object)) ? only : undefined;
  }
  if (old.text === now.text) return now;
  if (equivalent(old.object, now.object)) return reworded ? now : old;
  const object = merge(old.object, now.object, version, roots);
  if (same(object, now.object)) return now;
  if (same(object, old.object)) return { ...old, file: now.file };
  return { file: now.file, object, text: renderManifest({ comment: commentOf(now), object }) };
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
  for (const manifest of manifests) byFile.set(manifest.file, [...(byFile.get(manifest.file) ?? []), manifest]);
  const texts = new Map([...byFile].map(([file, own]) => [file, fileOf(own.sort(byKindNamespaceName).map(({ text }) => text))] as const));
  const is = (files: ReadonlyMap<string, string>) => {
    const names = [...files.keys()].filter((file) => file !== listing && file !== readme);
    return names.length === texts.size && names.every((file) => texts.get(file) === files.get(file));
  };
  if (is(desired)) return desired;
  if (is(live)) return live;
  const names = [...texts.keys()].map((file) => file.slice(GENERATED.length + 1)).sort(inOrder);
  const all = new Map(names.map((name) => [`${GENERATED}/${name}`, texts.get(`${GENERATED}/${name}`) ?? ""]));
  return all.set(listing, listingOf(names)).set(readme, desired.get(readme) ?? "");
}

const order = [/^gateways\.yaml$/, /^trust\.yaml$/, /^consumer-/, /^exposer-/, /^expose-/, /^local-/, /^failover-/, /^as-/];

/** As they are listed in every overlay. */
function inOrder(a: string, b: string): number {
  const rank = (name: string) => order.findIndex((pattern) => pattern.test(name));
  return rank(a) - rank(b) || compare(a, b);
}

function byKindNamespaceName({ object: a }: StoredManifest, { object: b }: StoredManifest): number {
  return (
    compare(a.kind, b.kind) || compare(a.metadata.namespace ?? "", b.metadata.namespace ?? "") || compare(a.metadata.name, b.metadata.name)
  );
}
