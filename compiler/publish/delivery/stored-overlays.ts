import { type Inventory, parseInventory } from "../../7-write/inventory.ts";
import { GENERATED, INVENTORY } from "../../7-write/layout.ts";
import { blobId } from "../git/object-ids.ts";
import type { Remote, TreeEntry } from "../git/remote.ts";
import { isFile, type RemoteTree } from "./remote-tree.ts";

/** An overlay as a branch holds it. */
export interface StoredOverlay {
  /** Undefined if there is none that fedc can read. */
  readonly inventory: Inventory | undefined;
  /** The texts of the files that the inventory lists, by path inside the overlay. */
  readonly files: ReadonlyMap<string, string>;
  /** The texts of the scaffold that was asked for, by name. */
  readonly scaffold: ReadonlyMap<string, string>;
}

/** Where an overlay may be stored. */
interface StoredPlace {
  readonly path: string;
  readonly scaffold?: readonly string[];
  /** Texts that need not be fetched where the tree has them, by path inside the overlay. */
  readonly likely?: ReadonlyMap<string, string>;
}

/** The overlays at some paths of a listed tree, by path. Fetches all files at once, also those that turn out not to be fedc's. */
export async function storedOverlays(
  remote: Remote,
  { entries, format }: Pick<RemoteTree, "entries" | "format">,
  places: readonly StoredPlace[],
): Promise<ReadonlyMap<string, StoredOverlay>> {
  const generated = generatedByPlace(
    entries,
    places.filter(({ path }) => entries.has(`${path}/${INVENTORY}`)).map(({ path }) => path),
  );
  const present = places.map(({ path, scaffold = [], likely }) => {
    const inside = generated.get(path) ?? [];
    const beside = scaffold.flatMap((name): FileEntry[] => {
      const entry = entries.get(`${path}/${name}`);
      return entry ? [[name, entry]] : [];
    });
    const files = [...inside, ...beside].filter(([, { mode }]) => isFile(mode));
    const known = new Map(
      files.flatMap(([file, { id }]) => {
        const text = likely?.get(file);
        return text !== undefined && blobId(text, format) === id ? [[file, text] as const] : [];
      }),
    );
    return { path, scaffold, files: new Map(files), known };
  });
  const missing = present.flatMap(({ files, known }) => [...files].flatMap(([file, { id }]) => (known.has(file) ? [] : [id])));
  const texts = await remote.texts(missing);
  return new Map(
    present.map(({ path, scaffold, files, known }) => {
      const textOf = (file: string) => known.get(file) ?? texts.get(files.get(file)?.id ?? "");
      const read = parseInventory(textOf(INVENTORY) ?? "");
      const inventory = typeof read === "object" ? read : undefined;
      const withTexts = (names: Iterable<string>) =>
        new Map([...names].flatMap((file) => (files.has(file) ? [[file, textOf(file) ?? ""] as const] : [])));
      return [path, { inventory, files: withTexts(inventory?.files.keys() ?? []), scaffold: withTexts(scaffold) }];
    }),
  );
}

type FileEntry = readonly [file: string, entry: TreeEntry];

/** What is inside `generated/` of some folders. It goes through the tree once, because one repository may hold very many overlays. */
function generatedByPlace(entries: ReadonlyMap<string, TreeEntry>, paths: readonly string[]): ReadonlyMap<string, readonly FileEntry[]> {
  const found = new Map<string, FileEntry[]>(paths.map((path) => [path, []]));
  const inside = `/${GENERATED}/`;
  for (const [at, entry] of entries)
    for (let slash = at.indexOf(inside); slash !== -1; slash = at.indexOf(inside, slash + 1))
      found.get(at.slice(0, slash))?.push([at.slice(slash + 1), entry]);
  return found;
}
