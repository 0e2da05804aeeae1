import { ownedFiles, parseInventory, withOwnLineEnds } from "../../7-write/inventory.ts";
import { foldersOf, GENERATED, INVENTORY, KUSTOMIZATIONS, scaffoldNames } from "../../7-write/layout.ts";
import type { EntryKind, LiveOverlay } from "../../7-write/reconcile.ts";
import { blobId, type ObjectFormat } from "../git/object-ids.ts";
import type { Remote, TreeEntry } from "../git/remote.ts";
import { idsOf } from "../overlay-ids.ts";
import type { Target } from "../target.ts";

/** The tree of a repository at one commit, as far as some overlays are concerned; paths are from its top. */
export interface RemoteTree {
  /** Undefined if the branch does not exist yet. */
  readonly commit: string | undefined;
  readonly format: ObjectFormat;
  /** The folders down to each overlay, and everything in the overlays. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** Texts of the files that `textsNeeded` named, by id. */
  readonly texts: ReadonlyMap<string, string>;
}

export const FOLDER = "040000";

const kinds: ReadonlyMap<string, EntryKind> = new Map([
  [FOLDER, "folder"],
  ["100644", "file"],
  ["100755", "executable"],
  ["120000", "link"],
]);

/** The tree at a fetched commit, as far as these overlays are concerned. It is empty if there is no commit. */
export async function remoteTreeAt(
  remote: Remote,
  commit: string | undefined,
  format: ObjectFormat,
  targets: readonly Target[],
): Promise<RemoteTree> {
  const paths = [...new Set(targets.flatMap(pathsToList))];
  const entries = commit === undefined ? new Map<string, TreeEntry>() : await remote.list(commit, paths);
  return { commit, format, entries, texts: new Map() };
}

/** The paths to list for an overlay. */
function pathsToList({ path, overlay }: Target): readonly string[] {
  const beside = new Set([GENERATED, ...KUSTOMIZATIONS, ...overlay.scaffold.keys()]);
  return [...foldersOf(`${path}/x`), ...[...beside].map((name) => `${path}/${name}`)];
}

/** Ids of the files whose texts decide what may be replaced: the inventory, and every file that differs from the desired one. */
export function textsNeeded({ path, overlay }: Target, { entries, format }: RemoteTree): readonly string[] {
  const inventory = entries.get(`${path}/${INVENTORY}`);
  if (inventory === undefined) return [];
  const desired = ownedFiles(overlay);
  const inside = generatedFiles(path, entries).filter(([file, { mode, id }]) => {
    const text = desired.get(file);
    return isFile(mode) && (text === undefined || blobId(text, format) !== id);
  });
  return [inventory.id, ...inside.map(([, { id }]) => id)];
}

/** The overlay of a target as a tree holds it. */
export function liveOverlayIn({ path, overlay }: Target, { entries, format, texts }: RemoteTree): LiveOverlay {
  const at = (inside: string) => `${path}/${inside}`;
  const kindOf = (inside: string): (readonly [string, EntryKind])[] => {
    const entry = entries.get(at(inside));
    return entry ? [[inside, kinds.get(entry.mode) ?? "other"]] : [];
  };
  const textAt = (inside: string) => {
    const entry = entries.get(at(inside));
    const text = entry && isFile(entry.mode) ? texts.get(entry.id) : undefined;
    return text === undefined ? undefined : withOwnLineEnds(text);
  };
  return {
    target: "repository",
    beside: new Map([...KUSTOMIZATIONS, ...overlay.scaffold.keys()].flatMap(kindOf)),
    inside: new Map(
      [...entries.keys()].flatMap((full) => (full.startsWith(at(`${GENERATED}/`)) ? kindOf(full.slice(path.length + 1)) : [])),
    ),
    inventory: entries.has(at(INVENTORY)) ? parseInventory(textAt(INVENTORY) ?? "") : undefined,
    staged: [],
    holds: (inside, text) => entries.get(at(inside))?.id === blobId(text, format),
    read: textAt,
    shown: at,
  };
}

/** Files inside `generated/`, by path inside the overlay. */
export function generatedFiles(path: string, entries: ReadonlyMap<string, TreeEntry>): readonly (readonly [string, TreeEntry])[] {
  const before = `${path}/${GENERATED}/`;
  return [...entries].flatMap(([at, entry]) =>
    at.startsWith(before) && entry.mode !== FOLDER ? [[at.slice(path.length + 1), entry] as const] : [],
  );
}

export function isFile(mode: string): boolean {
  return mode === "100644" || mode === "100755";
}

/** Whether a tree holds exactly the files of an overlay. Ids of git's trees tell it, without reading a file. */
export function isInPlace({ path, overlay }: Target, { entries, format }: RemoteTree): boolean {
  if (entries.get(`${path}/${GENERATED}`)?.id !== idsOf(overlay, format).generated) return false;
  return [...overlay.scaffold.keys()].every((name) =>
    scaffoldNames(name).some((present) => isFile(entries.get(`${path}/${present}`)?.mode ?? "")),
  );
}
