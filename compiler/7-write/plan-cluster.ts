import type { Overlay } from "../6-render/overlay.ts";
import { compare } from "../findings/finding.ts";
import type { Kind } from "./disk.ts";
import { type Inventory, ownedFiles } from "./inventory.ts";
import { foldersOf, GENERATED, INVENTORY, KUSTOMIZATIONS } from "./layout.ts";
import { obstacle } from "./obstacles.ts";
import { type FileChange, reconcile } from "./reconcile.ts";
import type { Reason } from "./refusal.ts";
import type { Snapshot } from "./snapshot.ts";

/** The changes in the folder of one cluster. Paths are relative to it. */
export interface ClusterFolderPlan {
  readonly cluster: string;
  /** Every file that is or was fedc's, and the scaffold, by path. */
  readonly files: ReadonlyMap<string, FileChange>;
  readonly warnings: readonly Reason[];
  /** Outermost first; an empty name is the cluster's own folder. */
  readonly foldersToMake: readonly string[];
  /** All files to write but the inventory. */
  readonly write: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
  /** Innermost first. */
  readonly foldersToRemove: readonly string[];
  /** Whether an entry that goes has a name that an entry that comes needs. */
  readonly removeFirst: boolean;
  /** Written last of all, so that it never lists a file that is not there. */
  readonly inventory: string;
}

/**
 * Plans the folder of one cluster, or returns the obstacles. `staged` are the inventories of stopped runs, and `shown` makes the path
 * to show from one inside the cluster's folder.
 */
export function planClusterFolder(
  overlay: Overlay,
  live: Snapshot,
  staged: readonly Inventory[],
  shown: (path: string) => string,
): ClusterFolderPlan | { readonly obstacles: readonly Reason[] } {
  const notFolder = assertFolder(live.kind, shown("")) ?? assertFolder(live.beside.get(GENERATED), shown(GENERATED));
  if (notFolder) return { obstacles: [notFolder] };
  const { files, write, remove, obstacles } = reconcile(
    overlay,
    { ...live, target: "folder", staged, shown },
    { adopt: false, overwriteEdits: false },
  );
  if (obstacles.length > 0) return { obstacles };

  const desired = ownedFiles(overlay);
  const desiredFolders = new Set([...desired.keys()].flatMap(foldersOf));
  const foldersToRemove = [...live.inside].filter(([path, kind]) => kind === "folder" && !desiredFolders.has(path)).map(([path]) => path);
  const isThere = (folder: string) => (folder === "" ? live.kind : (live.inside.get(folder) ?? live.beside.get(folder))) === "folder";
  return {
    cluster: overlay.cluster,
    files,
    warnings: unmentioned(live, shown),
    foldersToMake: ["", ...[...desiredFolders].sort(compare)].filter((path) => !isThere(path)),
    write: new Map([...write].filter(([path]) => path !== INVENTORY)),
    remove,
    foldersToRemove: foldersToRemove.sort(compare).reverse(),
    removeFirst: remove.some((path) => desiredFolders.has(path)) || foldersToRemove.some((path) => desired.has(path)),
    inventory: desired.get(INVENTORY) ?? "",
  };
}

/** Whether carrying out the plan would change nothing. */
export function isIdle(plan: ClusterFolderPlan): boolean {
  return plan.foldersToRemove.length === 0 && [...plan.files.values()].every((change) => change === "unchanged");
}

function assertFolder(kind: Kind | undefined, path: string): Reason | undefined {
  if (kind === undefined || kind === "folder") return undefined;
  return obstacle(kind === "link" ? "link" : "notFolder", "folder", path);
}

/** Warns of a kustomization.yaml that does not list `generated`. A line that was commented out does not count. */
function unmentioned(live: Snapshot, shown: (path: string) => string): readonly Reason[] {
  const present = KUSTOMIZATIONS.find((name) => live.beside.has(name));
  if (present === undefined || /^[^#\n]*\bgenerated\b/m.test(live.read(present) ?? "")) return [];
  const path = shown(present);
  const message = `\`${path}\` does not mention \`generated\`, so nothing of the federation is applied with it`;
  return [{ path, message, help: "list `generated` under its `resources`" }];
}
