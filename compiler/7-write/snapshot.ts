import { join } from "node:path";
import { type Disk, type Kind, unlessGone } from "./disk.ts";
import { type Inventory, type InventoryProblem, LARGEST_INVENTORY, parseInventory, withOwnLineEnds } from "./inventory.ts";
import { GENERATED, INVENTORY } from "./layout.ts";

/** The contents of one cluster's folder; paths are relative to it. */
export interface Snapshot {
  /** The kind of the folder itself; undefined if it does not exist. */
  readonly kind: Kind | undefined;
  /** The entries of the folder. */
  readonly beside: ReadonlyMap<string, Kind>;
  /** All entries inside `generated/`; links are not followed. */
  readonly inside: ReadonlyMap<string, Kind>;
  readonly inventory: Inventory | InventoryProblem | undefined;
  /** Whether a file holds this text already, but for line ends that git turned. */
  holds(path: string, text: string): boolean;
  /** A file's text with the line ends that fedc writes; undefined for bytes that are not UTF-8, and for a file that has gone. */
  read(path: string): string | undefined;
}

export function snapshot(disk: Disk, folder: string, kind: Kind | undefined): Snapshot {
  const read = (path: string) => readOwn(disk, join(folder, path));
  const beside = (kind === "folder" && disk.list(folder)) || new Map<string, Kind>();
  const inside = new Map<string, Kind>();
  if (beside.get(GENERATED) === "folder") gather(disk, folder, GENERATED, inside);
  const inventory = inside.get(INVENTORY) === "file" ? readInventory(disk, join(folder, INVENTORY)) : undefined;
  return { kind, beside, inside, inventory, read, holds: (path, text) => holdsOwn(disk, join(folder, path), text) };
}

/** Whether a file holds a text. The bytes decide for nearly every file; only what differs is looked at for its line ends. */
export function holdsOwn(disk: Disk, path: string, text: string): boolean {
  return disk.holds(path, text) || readOwn(disk, path) === text;
}

/** Undefined for bytes that are not UTF-8, and for a file that has gone. */
function readOwn(disk: Disk, path: string): string | undefined {
  const text = unlessGone(() => disk.read(path));
  return text === undefined ? undefined : withOwnLineEnds(text);
}

/** Reads an inventory that is a regular file. An inventory that is too large is not read, and counts as damaged. */
export function readInventory(disk: Disk, path: string): Inventory | InventoryProblem {
  const text = unlessGone(() => (disk.size(path) <= LARGEST_INVENTORY ? readOwn(disk, path) : undefined));
  return parseInventory(text ?? "");
}

function gather(disk: Disk, root: string, folder: string, into: Map<string, Kind>): void {
  for (const [name, kind] of disk.list(join(root, folder)) ?? []) {
    const path = `${folder}/${name}`;
    into.set(path, kind);
    if (kind === "folder") gather(disk, root, path, into);
  }
}
