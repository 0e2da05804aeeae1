import { constants } from "node:buffer";
import * as crypto from "node:crypto";
import { isMapping } from "../1-load/yaml/manifest-data.ts";
import type { Overlay } from "../6-render/overlay.ts";
import { compare } from "../findings/finding.ts";
import { GENERATED, INVENTORY, isPlainPath } from "./layout.ts";

/** The files of an overlay that fedc wrote, with a hash of each, so that later runs recognize them and edits of them. */
export interface Inventory {
  readonly federation: string;
  readonly cluster: string;
  /** Path to hash of every generated file but the inventory. */
  readonly files: ReadonlyMap<string, string>;
}

/** A problem of an inventory's text, which anybody may have changed. */
export type InventoryProblem = "damaged" | "newer";

/** A larger inventory cannot be read as a string. fedc never wrote one: 100,000 files need 15 MiB. */
export const LARGEST_INVENTORY = constants.MAX_STRING_LENGTH;
const FORMAT = 1;

/** A text with the line ends that fedc writes. git with `core.autocrlf` checks out other ones, which is not an edit. */
export function withOwnLineEnds(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

export function hash(text: string): string {
  return `sha256:${crypto.hash("sha256", text)}`;
}

export function printInventory({ federation, cluster, files }: Inventory): string {
  const sorted = [...files].sort(([a], [b]) => compare(a, b));
  // Printed line by line, because JSON.stringify would put names that look like numbers first.
  const lines = sorted.map(([path, hash]) => `    ${JSON.stringify(path)}: ${JSON.stringify(hash)}`);
  const head = `{\n  "format": ${FORMAT},\n  "federation": ${JSON.stringify(federation)},\n  "cluster": ${JSON.stringify(cluster)},\n`;
  return `${head}  "files": {${lines.length > 0 ? `\n${lines.join(",\n")}\n  ` : ""}}\n}\n`;
}

/** By the files, so that the texts go with them: an overlay may outlive its files. */
const ownedByFiles = new WeakMap<Overlay["files"], ReadonlyMap<string, string>>();

/** All files of `generated/` as they should be, with the inventory. An overlay is compared several times, and hashed once. */
export function ownedFiles(overlay: Overlay): ReadonlyMap<string, string> {
  const { federation, cluster, files } = overlay;
  const owned =
    ownedByFiles.get(files) ??
    new Map([
      ...files,
      [INVENTORY, printInventory({ federation, cluster, files: new Map([...files].map(([path, text]) => [path, hash(text)])) })],
    ]);
  ownedByFiles.set(files, owned);
  return owned;
}

export function parseInventory(text: string): Inventory | InventoryProblem {
  let inventory: unknown;
  try {
    inventory = JSON.parse(text);
  } catch {
    return "damaged";
  }
  if (!isMapping(inventory)) return "damaged";
  const { format, federation, cluster, files } = inventory;
  if (typeof format === "number" && format > FORMAT) return "newer";
  if (format !== FORMAT || typeof federation !== "string" || typeof cluster !== "string" || !isMapping(files)) return "damaged";
  const owned = new Map<string, string>();
  for (const [path, hash] of Object.entries(files)) {
    if (!path.startsWith(`${GENERATED}/`) || path === INVENTORY || !isPlainPath(path)) return "damaged";
    if (typeof hash !== "string" || !/^sha256:[0-9a-f]{64}$/.test(hash)) return "damaged";
    owned.set(path, hash);
  }
  return { federation, cluster, files: owned };
}
