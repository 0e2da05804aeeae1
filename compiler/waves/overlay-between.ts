import type { FederationObject } from "../4-plan/objects.ts";
import type { Overlay } from "../6-render/overlay.ts";
import { fileOf, listingOf, renderManifest } from "../6-render/render.ts";
import { GENERATED } from "../7-write/layout.ts";
import { compare } from "../findings/finding.ts";
import { alike } from "./alike.ts";
import { type Part, partOf } from "./part-of.ts";
import { commentOf, type KnownTexts, listing, type Piece, piecesOf, readme } from "./pieces.ts";
import { type Manner, unite } from "./unite.ts";
import type { KnownRoots } from "./unite-bundles.ts";

/** Of which version a part is: of one, or of both in one way or another. */
export type Version = "standing" | "wanted" | Manner;

export type Versions = Readonly<Record<Part, Version>>;

type Pieces = ReadonlyMap<string, Piece>;

/** An overlay as it stands, and as it is to be. */
export interface Passage {
  readonly standing: ReadonlyMap<string, string>;
  readonly wanted: Overlay;
  readonly before: Pieces;
  readonly after: Pieces;
}

/** `standing` are the files that fedc wrote, as they are. */
export function passageOf(standing: ReadonlyMap<string, string>, wanted: Overlay, known: KnownTexts): Passage {
  return { standing, wanted, before: piecesOf(standing, known), after: piecesOf(wanted.files, known) };
}

/** Whether any object comes, goes or becomes another. */
export function changesObjects({ before, after }: Passage): boolean {
  return before.size !== after.size || [...after].some(([key, { text }]) => before.get(key)?.text !== text);
}

/**
 * An overlay on the way from one version to the next, each part as far as it is said. It is an ordinary one: where nothing is left of the
 * older version it is the newer one, byte for byte.
 */
export function overlayBetween(passage: Passage, versions: Versions, roots: KnownRoots): Overlay {
  const { standing, wanted } = passage;
  const files = filesOf(piecesBetween(passage, versions, roots, false), standing, wanted.files);
  // What is only said in other words comes along with the first change that is one.
  return {
    ...wanted,
    files: files === standing ? standing : filesOf(piecesBetween(passage, versions, roots, true), standing, wanted.files),
  };
}

function piecesBetween({ before, after }: Passage, versions: Versions, roots: KnownRoots, reworded: boolean): readonly Piece[] {
  const shrinks = trustShrinks(before, after, roots);
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    const some = (now ?? old) as Piece;
    const part = partOf(some);
    const version = guards(some) ? (shrinks && versions.exposing === "wanted" ? versions.trust : versions.exposing) : versions[part];
    return between(old, now, version, roots, reworded) ?? [];
  });
}

/** Whether a mesh is to forget partners: while it knows them, all that is denied to them stays denied. */
function trustShrinks(before: Pieces, after: Pieces, roots: KnownRoots): boolean {
  const [key, old] = [...before].find(([, { object }]) => object.kind === "ConfigMap" && object.metadata.name === "istio-federation") ?? [];
  const now = key === undefined ? undefined : after.get(key);
  return old !== undefined && (!now || !alike(unite(old.object, now.object, "either", roots), now.object));
}

function guards(piece: Piece): boolean {
  const { object } = piece;
  return (
    object.kind === "AuthorizationPolicy" && object.spec.action === "DENY" && (partOf(piece) === "trust" || partOf(piece) === "exposing")
  );
}

function between(
  old: Piece | undefined,
  now: Piece | undefined,
  version: Version,
  roots: KnownRoots,
  reworded: boolean,
): Piece | undefined {
  if (version === "standing") return old;
  if (version === "wanted") return now;
  if (!old || !now) return version === "common" ? commonOf(old ?? now) : (old ?? now);
  if (old.text === now.text) return now;
  if (alike(old.object, now.object)) return reworded ? now : old;
  const object = unite(old.object, now.object, version, roots);
  if (same(object, now.object)) return now;
  if (same(object, old.object)) return { ...old, file: now.file };
  return { file: now.file, object, text: renderManifest({ comment: commentOf(now), object }) };
}

/** Of what only one version has: what denies, and what is no grant in itself. */
function commonOf(piece: Piece | undefined): Piece | undefined {
  if (!piece) return undefined;
  const { object } = piece;
  return object.kind === "AuthorizationPolicy" && object.spec.action === "DENY" ? piece : undefined;
}

function same(a: FederationObject, b: FederationObject): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function filesOf(
  pieces: readonly Piece[],
  standing: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const byFile = new Map<string, Piece[]>();
  for (const piece of pieces) byFile.set(piece.file, [...(byFile.get(piece.file) ?? []), piece]);
  const texts = new Map([...byFile].map(([file, own]) => [file, fileOf(own.sort(byKindNamespaceName).map(({ text }) => text))] as const));
  const is = (files: ReadonlyMap<string, string>) => {
    const names = [...files.keys()].filter((file) => file !== listing && file !== readme);
    return names.length === texts.size && names.every((file) => texts.get(file) === files.get(file));
  };
  if (is(wanted)) return wanted;
  if (is(standing)) return standing;
  const names = [...texts.keys()].map((file) => file.slice(GENERATED.length + 1)).sort(inOrder);
  const all = new Map(names.map((name) => [`${GENERATED}/${name}`, texts.get(`${GENERATED}/${name}`) ?? ""]));
  return all.set(listing, listingOf(names)).set(readme, wanted.get(readme) ?? "");
}

const order = [/^gateways\.yaml$/, /^trust\.yaml$/, /^consumer-/, /^exposer-/, /^expose-/, /^local-/, /^failover-/, /^as-/];

/** As they are listed in every overlay. */
function inOrder(a: string, b: string): number {
  const rank = (name: string) => order.findIndex((pattern) => pattern.test(name));
  return rank(a) - rank(b) || compare(a, b);
}

function byKindNamespaceName({ object: a }: Piece, { object: b }: Piece): number {
  return (
    compare(a.kind, b.kind) || compare(a.metadata.namespace ?? "", b.metadata.namespace ?? "") || compare(a.metadata.name, b.metadata.name)
  );
}
