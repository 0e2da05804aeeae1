import { hash, type Inventory, parseInventory, withOwnLineEnds } from "../../7-write/inventory.ts";
import { foldersOf, GENERATED, INVENTORY } from "../../7-write/layout.ts";
import type { FileChange } from "../../7-write/plan-cluster.ts";
import { compare } from "../../findings/finding.ts";
import { blobId } from "../git/object-ids.ts";
import { ownedFiles, type Target } from "../target.ts";
import { type DeliveryObstacle, deliveryObstacle } from "./delivery-obstacle.ts";
import { FILE, FOLDER, generatedFiles, isFile, KUSTOMIZATIONS, type RemoteTree, type TreeEntry } from "./remote-tree.ts";

/** What may be overwritten besides what the inventory lists as unchanged. */
export interface Permissions {
  readonly adopt: boolean;
  readonly overwriteEdits: boolean;
}

/** What is to be done for one overlay in its repository. */
export interface DeliveryPlan {
  readonly target: Target;
  /** Paths from the top of the repository; undefined takes a file away. Empty where nothing is to be done. */
  readonly write: ReadonlyMap<string, string | undefined>;
  /** What changes, by path inside the overlay. */
  readonly files: ReadonlyMap<string, Exclude<FileChange, "unchanged">>;
  /** With any of these the rest is void. */
  readonly obstacles: readonly DeliveryObstacle[];
  /** In `generated/` and not fedc's, so left alone. */
  readonly strangers: readonly string[];
  /** Whether the repository has something of fedc's there already. */
  readonly present: boolean;
}

/** Holds an overlay against what a repository holds. Decides alone; asks for nothing. */
export function planDelivery(target: Target, remoteTree: RemoteTree, may: Permissions): DeliveryPlan {
  const { path, overlay } = target;
  const { entries } = remoteTree;
  const at = (inside: string) => `${path}/${inside}`;
  const present = entries.has(at(INVENTORY));
  const barred = preconditions(target, remoteTree, may);
  if (barred.length > 0) return { target, write: new Map(), files: new Map(), obstacles: barred, strangers: [], present };

  const obstacles: DeliveryObstacle[] = [];
  const write = new Map<string, string | undefined>();
  const files = new Map<string, Exclude<FileChange, "unchanged">>();
  const inventory = inventoryIn(target, remoteTree);
  const owned = typeof inventory === "object" ? inventory.files : new Map<string, string>();
  const desired = ownedFiles(overlay);
  const mayReplace = (file: string, entry: TreeEntry) => {
    const hashed = owned.get(file);
    if (hashed === undefined) return may.adopt || refuse(deliveryObstacle.foreign(at(file)));
    const text = isFile(entry.mode) ? remoteTree.texts.get(entry.id) : undefined;
    const same = text !== undefined && hash(withOwnLineEnds(text)) === hashed;
    return same || may.overwriteEdits || refuse(deliveryObstacle.edited(at(file)));
  };
  const refuse = (obstacle: DeliveryObstacle) => {
    obstacles.push(obstacle);
    return false;
  };

  for (const [file, text] of desired) {
    const entry = entries.get(at(file));
    if (entry?.mode === FILE && entry.id === blobId(text, remoteTree.format)) continue;
    const replaced = entry && entry.mode !== FOLDER ? entry : undefined;
    const sameBytes = replaced !== undefined && isFile(replaced.mode) && replaced.id === blobId(text, remoteTree.format);
    if (replaced && file !== INVENTORY && !sameBytes) mayReplace(file, replaced);
    write.set(at(file), text);
    files.set(file, replaced ? "changed" : "added");
  }
  const strangers: string[] = [];
  const wantedFolders = new Set([...desired.keys()].flatMap(foldersOf));
  for (const [file, entry] of generatedFiles(path, entries)) {
    if (desired.has(file)) continue;
    const inTheWay = wantedFolders.has(file) || foldersOf(file).some((folder) => desired.has(folder));
    if (!owned.has(file) && !inTheWay && !may.adopt) {
      strangers.push(at(file));
      continue;
    }
    mayReplace(file, entry);
    write.set(at(file), undefined);
    files.set(file, "removed");
  }
  for (const [name, text] of overlay.scaffold) {
    const names = KUSTOMIZATIONS.includes(name) ? KUSTOMIZATIONS : [name];
    const there = names.find((one) => entries.has(at(one)));
    if (there !== undefined && !isFile(entries.get(at(there))?.mode ?? "")) refuse(deliveryObstacle.notFile(at(there)));
    if (there !== undefined) continue;
    write.set(at(name), text);
    files.set(name, "added");
  }
  const sorted = new Map([...files].sort(([a], [b]) => compare(a, b)));
  return { target, write, files: sorted, obstacles, strangers, present };
}

/** What makes it pointless to look at single files. */
function preconditions(target: Target, remoteTree: RemoteTree, { adopt }: Permissions): DeliveryObstacle[] {
  const { path, overlay } = target;
  const { entries } = remoteTree;
  const folders = foldersOf(`${path}/${GENERATED}/x`);
  const blocked = folders.find((folder) => (entries.get(folder)?.mode ?? FOLDER) !== FOLDER);
  if (blocked !== undefined) return [deliveryObstacle.notFolder(blocked)];
  const shown = `${path}/${INVENTORY}`;
  const inventory = inventoryIn(target, remoteTree);
  if (inventory === "newer") return [deliveryObstacle.newerInventory(shown)];
  if (inventory === "damaged") return adopt ? [] : [deliveryObstacle.damagedInventory(shown)];
  if (inventory) {
    if (inventory.federation !== overlay.federation)
      return [deliveryObstacle.otherFederation(shown, inventory.federation, overlay.federation)];
    return inventory.cluster === overlay.cluster ? [] : [deliveryObstacle.otherCluster(shown, inventory.cluster, overlay.cluster)];
  }
  const desired = ownedFiles(overlay);
  const others = generatedFiles(path, entries).filter(([file, { id }]) => blobId(desired.get(file) ?? "", remoteTree.format) !== id);
  return others.length > 0 && !adopt ? [deliveryObstacle.noLock(`${path}/${GENERATED}`)] : [];
}

function inventoryIn({ path }: Target, { entries, texts }: RemoteTree): Inventory | "damaged" | "newer" | undefined {
  const entry = entries.get(`${path}/${INVENTORY}`);
  if (entry === undefined) return undefined;
  const text = isFile(entry.mode) ? texts.get(entry.id) : undefined;
  return text === undefined ? "damaged" : parseInventory(text);
}
