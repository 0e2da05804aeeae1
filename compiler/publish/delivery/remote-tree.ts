import { foldersOf, GENERATED, INVENTORY } from "../../7-write/layout.ts";
import { blobId, type ObjectFormat, treeId } from "../git/object-ids.ts";
import { ownedFiles, type Target } from "../target.ts";

/** An entry of a git tree: its mode in git's own six digits. */
export interface TreeEntry {
  readonly mode: string;
  readonly id: string;
}

/** What a repository holds at one commit, as far as some overlays are concerned; paths are from its top. */
export interface RemoteTree {
  /** None where the branch does not exist yet. */
  readonly commit: string | undefined;
  readonly format: ObjectFormat;
  /** The folders down to each overlay, and all that is in them. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** Texts of the files that `textsNeeded` asked for, by id. */
  readonly texts: ReadonlyMap<string, string>;
}

export const FOLDER = "040000";
export const FILE = "100644";

/** The names that Kustomize looks for; with two of them in one folder it stops. */
export const KUSTOMIZATIONS: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** The paths to list for an overlay. */
export function pathsToList({ path, overlay }: Target): readonly string[] {
  const beside = new Set([GENERATED, ...KUSTOMIZATIONS, ...overlay.scaffold.keys()]);
  return [...foldersOf(`${path}/x`), ...[...beside].map((name) => `${path}/${name}`)];
}

/** The ids of the files whose text decides whether they may be replaced: the inventory, and what is not as it is to be. */
export function textsNeeded({ path, overlay }: Target, { entries, format }: RemoteTree): readonly string[] {
  const inventory = entries.get(`${path}/${INVENTORY}`);
  if (inventory === undefined) return [];
  const desired = ownedFiles(overlay);
  const inside = generatedFiles(path, entries).filter(([file, { mode, id }]) => {
    const text = desired.get(file);
    return isFile(mode) && (text === undefined || blobId(text, format) !== id);
  });
  return [...new Set([inventory.id, ...inside.map(([, { id }]) => id)])];
}

/** What lies in `generated/` and is no folder, by path inside the overlay. */
export function generatedFiles(path: string, entries: ReadonlyMap<string, TreeEntry>): readonly (readonly [string, TreeEntry])[] {
  const before = `${path}/${GENERATED}/`;
  return [...entries].flatMap(([at, entry]) =>
    at.startsWith(before) && entry.mode !== FOLDER ? [[at.slice(path.length + 1), entry] as const] : [],
  );
}

export function isFile(mode: string): boolean {
  return mode === FILE || mode === "100755";
}

/** Whether an overlay is in a repository already, byte for byte: by the ids of git's trees, without reading any file. */
export function isInPlace({ path, overlay }: Target, { entries, format }: RemoteTree): boolean {
  const files = new Map([...ownedFiles(overlay)].map(([file, text]) => [file.slice(GENERATED.length + 1), text]));
  if (entries.get(`${path}/${GENERATED}`)?.id !== treeId(files, format)) return false;
  return [...overlay.scaffold.keys()].every((name) => {
    const names = KUSTOMIZATIONS.includes(name) ? KUSTOMIZATIONS : [name];
    return names.some((one) => isFile(entries.get(`${path}/${one}`)?.mode ?? ""));
  });
}
