import type { Overlay } from "../6-render/overlay.ts";
import { compare } from "../findings/finding.ts";
import { hash, type Inventory } from "./inventory.ts";
import { foldersOf, INVENTORY } from "./layout.ts";
import { obstacle } from "./obstacles.ts";
import { planScaffold } from "./plan-scaffold.ts";
import { notFile, preconditions } from "./preconditions.ts";
import type { Reason } from "./refusal.ts";
import type { Snapshot } from "./snapshot.ts";

/** An overlay with the inventory that belongs to it. */
export interface InventoriedOverlay extends Overlay {
  readonly inventory: string;
}

export type FileChange = "added" | "changed" | "unchanged" | "removed";

/** What is to be done in the folder of one cluster; paths are relative to it. */
export interface ClusterFolderPlan {
  readonly cluster: string;
  /** Every file that is fedc's or was, and the starters, by path. */
  readonly files: ReadonlyMap<string, FileChange>;
  readonly warnings: readonly Reason[];
  /** Outermost first; an empty name is the cluster's own folder. */
  readonly foldersToMake: readonly string[];
  readonly write: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
  /** Innermost first. */
  readonly foldersToRemove: readonly string[];
  /** What goes has a name that what comes needs. */
  readonly removeFirst: boolean;
  /** Written last of all, so that it never lists what is not there. */
  readonly inventory: string;
}

/**
 * Holds what is wanted against what is there.
 *
 * `staged` are the inventories of stopped runs, `shown` makes the path to show from one inside the cluster's folder. The plan is
 * void when anything was refused.
 */
export function planCluster(
  overlay: InventoriedOverlay,
  there: Snapshot,
  staged: readonly Inventory[],
  shown: (path: string) => string,
  refuse: (reason: Reason) => void,
): ClusterFolderPlan | undefined {
  const barred = preconditions(overlay, there, shown);
  barred.forEach(refuse);
  if (barred.length > 0) return undefined;

  const owned = typeof there.inventory === "object" ? [there.inventory, ...staged] : staged;
  const files = new Map<string, FileChange>();
  const write = new Map<string, string>();
  /** Whether a file that is to be overwritten or removed is as fedc wrote it. */
  const mayReplace = (path: string, text: string | undefined) => {
    const hashes = owned.map(({ files }) => files.get(path)).filter((hash) => hash !== undefined);
    if (hashes.length === 0) refuse(obstacle.foreign(shown(path)));
    else if (text === undefined || !hashes.includes(hash(text))) refuse(obstacle.edited(shown(path)));
  };

  for (const [path, text] of overlay.files) {
    const kind = there.inside.get(path);
    const present = kind === "file" ? there.read(path) : undefined;
    if (present === text) {
      files.set(path, "unchanged");
      continue;
    }
    if (kind === "file") mayReplace(path, present);
    else if (kind === "folder" && !owned.some(({ files }) => [...files.keys()].some((file) => file.startsWith(`${path}/`))))
      refuse(obstacle.notFile(shown(path)));
    files.set(path, kind === "file" ? "changed" : "added");
    write.set(path, text);
  }

  const remove: string[] = [];
  for (const [path, kind] of there.inside) {
    if (kind === "link" || kind === "other") refuse(notFile(kind, shown(path)));
    if (kind !== "file" || path === INVENTORY || overlay.files.has(path)) continue;
    mayReplace(path, there.read(path));
    files.set(path, "removed");
    remove.push(path);
  }

  const scaffold = planScaffold(overlay, there, shown, refuse);
  for (const [path, text] of scaffold.write) write.set(path, text);
  for (const path of overlay.scaffold.keys()) files.set(path, scaffold.write.has(path) ? "added" : "unchanged");

  files.set(INVENTORY, there.inventoryText === overlay.inventory ? "unchanged" : there.inventory ? "changed" : "added");
  const wantedFolders = new Set([...overlay.files.keys(), INVENTORY].flatMap(foldersOf));
  const foldersToRemove = [...there.inside].filter(([path, kind]) => kind === "folder" && !wantedFolders.has(path)).map(([path]) => path);
  return {
    cluster: overlay.cluster,
    files: new Map([...files].sort(([a], [b]) => compare(a, b))),
    warnings: scaffold.warnings,
    foldersToMake: ["", ...[...wantedFolders].sort(compare)].filter((path) => !isThere(there, path)),
    write,
    remove,
    foldersToRemove: foldersToRemove.sort(compare).reverse(),
    removeFirst: remove.some((path) => wantedFolders.has(path)) || foldersToRemove.some((path) => overlay.files.has(path)),
    inventory: overlay.inventory,
  };
}

/** Whether carrying out the plan would change nothing. */
export function isIdle(plan: ClusterFolderPlan): boolean {
  return plan.foldersToRemove.length === 0 && [...plan.files.values()].every((change) => change === "unchanged");
}

function isThere({ kind, beside, inside }: Snapshot, folder: string): boolean {
  return (folder === "" ? kind : (inside.get(folder) ?? beside.get(folder))) === "folder";
}
