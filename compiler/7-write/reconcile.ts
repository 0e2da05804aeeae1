import type { Overlay } from "../6-render/overlay.ts";
import { compare } from "../findings/finding.ts";
import type { Kind } from "./disk.ts";
import { hash, type Inventory, type InventoryProblem, ownedFiles } from "./inventory.ts";
import { foldersOf, GENERATED, INVENTORY, scaffoldNames } from "./layout.ts";
import { type Obstacle, type ObstacleKind, obstacle, type TargetKind } from "./obstacles.ts";

export type FileChange = "added" | "changed" | "unchanged" | "removed";

/** git alone tells executable files from others; they are rewritten without the mark. */
export type EntryKind = Kind | "executable";

/** An overlay as its target holds it now. Paths are relative to the folder of the overlay. */
export interface LiveOverlay {
  readonly target: TargetKind;
  /** Entries of the overlay's folder. */
  readonly beside: ReadonlyMap<string, EntryKind>;
  /** All entries inside `generated/`; links are not followed. */
  readonly inside: ReadonlyMap<string, EntryKind>;
  readonly inventory: Inventory | InventoryProblem | undefined;
  /** Inventories of stopped runs, which may have brought in some of these files. */
  readonly staged: readonly Inventory[];
  /** Whether a file holds this text already. */
  holds(path: string, text: string): boolean;
  /** A file's text with the line ends that fedc writes; undefined for bytes that are not UTF-8. */
  read(path: string): string | undefined;
  /** The path as the user should read it. */
  shown(path: string): string;
}

/** Files that may be overwritten besides unedited files of the inventory. */
export interface Permissions {
  readonly adopt: boolean;
  readonly overwriteEdits: boolean;
}

/** The changes that the target needs. */
interface Reconciliation {
  /** Every file that is or was fedc's, and the scaffold. */
  readonly files: ReadonlyMap<string, FileChange>;
  readonly write: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
  /** With any obstacle, nothing else here may be carried out. */
  readonly obstacles: readonly Obstacle[];
  /** Files inside `generated/` that are not fedc's and stay. */
  readonly unmanaged: readonly string[];
}

/**
 * How the targets differ. An output folder is built anew, so fedc refuses whatever it did not write, and never follows a link. In a
 * repository other people commit: a file that is not in the way stays, and git replaces a link like any file.
 */
const rules = {
  folder: { keepsUnmanaged: false, refusesLinks: true },
  repository: { keepsUnmanaged: true, refusesLinks: false },
} as const;

/** Compares the desired overlay with the live one: which files are fedc's, which were edited, what may be replaced and what may go. */
export function reconcile(overlay: Overlay, live: LiveOverlay, permissions: Permissions): Reconciliation {
  const precondition = unmetPrecondition(overlay, live, permissions);
  if (precondition) return { files: new Map(), write: new Map(), remove: [], obstacles: [precondition], unmanaged: [] };

  const { keepsUnmanaged, refusesLinks } = rules[live.target];
  const desired = ownedFiles(overlay);
  const inventories = [...(typeof live.inventory === "object" ? [live.inventory] : []), ...live.staged];
  const obstacles: Obstacle[] = [];
  const refuse = (kind: ObstacleKind, path: string) => obstacles.push(obstacle(kind, live.target, live.shown(path)));
  const hashesOf = (path: string) => inventories.flatMap(({ files }) => files.get(path) ?? []);
  /** Refuses a file that is to be overwritten or removed, unless it is as fedc wrote it. */
  const assertReplaceable = (path: string) => {
    const hashes = hashesOf(path);
    if (hashes.length === 0) {
      if (!permissions.adopt) refuse("foreign", path);
    } else if (!permissions.overwriteEdits) {
      const text = live.read(path);
      if (text === undefined || !hashes.includes(hash(text))) refuse("edited", path);
    }
  };
  const isBarred = (kind: EntryKind) => refusesLinks && (kind === "link" || kind === "other");

  const files = new Map<string, FileChange>();
  const write = new Map<string, string>();
  for (const [path, text] of desired) {
    const kind = live.inside.get(path);
    const holdsText = (kind === "file" || kind === "executable") && live.holds(path, text);
    if (kind === "file" && holdsText) {
      files.set(path, "unchanged");
      continue;
    }
    if (kind === "folder") {
      if (!containsAny(path, [...live.inside.keys(), ...inventories.flatMap(({ files }) => [...files.keys()])])) refuse("notFile", path);
    } else if (kind !== undefined && path !== INVENTORY && !holdsText && !isBarred(kind)) assertReplaceable(path);
    files.set(path, kind === undefined || kind === "folder" ? "added" : "changed");
    write.set(path, text);
  }

  const remove: string[] = [];
  const unmanaged: string[] = [];
  const desiredFolders = new Set([...desired.keys()].flatMap(foldersOf));
  const isInTheWay = (path: string) => desiredFolders.has(path) || foldersOf(path).some((folder) => desired.has(folder));
  for (const [path, kind] of live.inside) {
    if (isBarred(kind)) refuse(kind === "link" ? "link" : "notFile", path);
    else if (kind === "folder" || desired.has(path)) continue;
    else if (keepsUnmanaged && !permissions.adopt && hashesOf(path).length === 0 && !isInTheWay(path)) unmanaged.push(path);
    else {
      assertReplaceable(path);
      files.set(path, "removed");
      remove.push(path);
    }
  }

  for (const [name, text] of overlay.scaffold) {
    const present = scaffoldNames(name).find((candidate) => live.beside.has(candidate));
    files.set(name, present === undefined ? "added" : "unchanged");
    if (present === undefined) write.set(name, text);
    else if (!isFile(live.beside.get(present))) refuse(live.beside.get(present) === "link" && refusesLinks ? "link" : "notFile", present);
  }
  return { files: new Map([...files].sort(([a], [b]) => compare(a, b))), write, remove, obstacles, unmanaged };
}

/** An obstacle that makes it pointless to look at single files: without an inventory nothing tells which files are fedc's. */
function unmetPrecondition(overlay: Overlay, live: LiveOverlay, { adopt }: Permissions): Obstacle | undefined {
  const { target, inside, inventory, shown } = live;
  const { keepsUnmanaged, refusesLinks } = rules[target];
  const found = (kind: ObstacleKind, theirs = "", ours = "") => obstacle(kind, target, shown(INVENTORY), { theirs, ours });
  const kind = inside.get(INVENTORY);
  if (refusesLinks && kind !== undefined && kind !== "file") return found(kind === "link" ? "link" : "notFile");
  if (inventory === "newer") return found("newerInventory");
  if (inventory === "damaged") return adopt ? undefined : found("damagedInventory");
  if (inventory) {
    if (inventory.federation !== overlay.federation) return found("otherFederation", inventory.federation, overlay.federation);
    return inventory.cluster === overlay.cluster ? undefined : found("otherCluster", inventory.cluster, overlay.cluster);
  }
  if (!keepsUnmanaged || adopt) return undefined;
  const desired = ownedFiles(overlay);
  const isForeign = (path: string) => inside.get(path) !== "folder" && !live.holds(path, desired.get(path) ?? "");
  return [...inside.keys()].some(isForeign) ? obstacle("noInventory", target, shown(GENERATED)) : undefined;
}

function containsAny(folder: string, paths: readonly string[]): boolean {
  return paths.some((path) => path.startsWith(`${folder}/`));
}

function isFile(kind: EntryKind | undefined): boolean {
  return kind === "file" || kind === "executable";
}
