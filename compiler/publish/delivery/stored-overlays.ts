import { type Inventory, parseInventory } from "../../7-write/inventory.ts";
import { INVENTORY } from "../../7-write/layout.ts";
import type { Remote, TreeEntry } from "../git/remote.ts";
import { isFile } from "./remote-tree.ts";

/** An overlay as a branch holds it. */
export interface StoredOverlay {
  /** Undefined if there is none that fedc can read. */
  readonly inventory: Inventory | undefined;
  /** The texts of the files that the inventory lists, by path inside the overlay. */
  readonly files: ReadonlyMap<string, string>;
  /** The texts of the scaffold that was asked for, by name. */
  readonly scaffold: ReadonlyMap<string, string>;
}

/** The overlays at some paths of a listed tree, by path. Fetches the inventories, which list the files of fedc, and then all files at once. */
export async function storedOverlays(
  remote: Remote,
  entries: ReadonlyMap<string, TreeEntry>,
  places: readonly { readonly path: string; readonly scaffold?: readonly string[] }[],
): Promise<ReadonlyMap<string, StoredOverlay>> {
  const idsOf = (path: string, files: Iterable<string>) =>
    [...files].flatMap((file) => {
      const entry = entries.get(`${path}/${file}`);
      return entry && isFile(entry.mode) ? [{ file, id: entry.id }] : [];
    });
  const inventories = await remote.texts(places.flatMap(({ path }) => idsOf(path, [INVENTORY]).map(({ id }) => id)));
  const listed = places.map(({ path, scaffold = [] }) => {
    const [id] = idsOf(path, [INVENTORY]).map(({ id }) => inventories.get(id) ?? "");
    const read = parseInventory(id ?? "");
    const inventory = typeof read === "object" ? read : undefined;
    return { path, inventory, files: idsOf(path, inventory?.files.keys() ?? []), scaffold: idsOf(path, scaffold) };
  });
  const texts = await remote.texts(listed.flatMap(({ files, scaffold }) => [...files, ...scaffold].map(({ id }) => id)));
  const withTexts = (files: ReturnType<typeof idsOf>) => new Map(files.map(({ file, id }) => [file, texts.get(id) ?? ""]));
  return new Map(
    listed.map(({ path, inventory, files, scaffold }) => [path, { inventory, files: withTexts(files), scaffold: withTexts(scaffold) }]),
  );
}
