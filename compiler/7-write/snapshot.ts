import { join } from "node:path";
import { type Disk, type Kind, unlessGone } from "./disk.ts";
import { type Inventory, type InventoryProblem, LARGEST_INVENTORY, parseInventory, withOwnLineEnds } from "./inventory.ts";
import { GENERATED, INVENTORY } from "./layout.ts";

/** What lies in the folder of one cluster; paths are relative to it. */
export interface Snapshot {
  /** Of the folder itself. */
  readonly kind: Kind | undefined;
  readonly beside: ReadonlyMap<string, Kind>;
  /** Everything inside `generated/`, not following links. */
  readonly inside: ReadonlyMap<string, Kind>;
  readonly inventoryText: string | undefined;
  readonly inventory: Inventory | InventoryProblem | undefined;
  /** Undefined for bytes that are no UTF-8, and for a file that has gone meanwhile. */
  read(path: string): string | undefined;
}

export function snapshot(disk: Disk, folder: string, kind: Kind | undefined): Snapshot {
  const read = (path: string) => readOwn(disk, join(folder, path));
  const beside = (kind === "folder" && disk.list(folder)) || new Map<string, Kind>();
  const inside = new Map<string, Kind>();
  if (beside.get(GENERATED) === "folder") gather(disk, folder, GENERATED, inside);
  const inventory = inside.get(INVENTORY) === "file" ? readInventory(disk, folder) : { text: undefined, inventory: undefined };
  return { kind, beside, inside, inventoryText: inventory.text, inventory: inventory.inventory, read };
}

/** Undefined for bytes that are no UTF-8, and for a file that has gone. */
export function readOwn(disk: Disk, path: string): string | undefined {
  const text = unlessGone(() => disk.read(path));
  return text === undefined ? undefined : withOwnLineEnds(text);
}

/** For an inventory that is a regular file. One that is too large is not even read. */
export function readInventory(disk: Disk, folder: string): { text: string | undefined; inventory: Inventory | InventoryProblem } {
  const path = join(folder, INVENTORY);
  const text = unlessGone(() => (disk.size(path) <= LARGEST_INVENTORY ? readOwn(disk, path) : undefined));
  return { text, inventory: parseInventory(text ?? "") };
}

function gather(disk: Disk, root: string, folder: string, into: Map<string, Kind>): void {
  for (const [name, kind] of disk.list(join(root, folder)) ?? []) {
    const path = `${folder}/${name}`;
    into.set(path, kind);
    if (kind === "folder") gather(disk, root, path, into);
  }
}
