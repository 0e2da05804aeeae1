import { constants } from "node:buffer";
import * as crypto from "node:crypto";
import { compare } from "../findings/finding.ts";
import { GENERATED, INVENTORY, isPlainPath } from "./layout.ts";

/** Which files of an overlay fedc wrote, and what it wrote. */
export interface Inventory {
  readonly federation: string;
  readonly cluster: string;
  /** Path to hash of every generated file but the inventory. */
  readonly files: ReadonlyMap<string, string>;
}

/** What is wrong with the text of an inventory; anybody may have changed it. */
export type InventoryProblem = "damaged" | "newer";

/** An inventory that takes more cannot be read as a text, and was never written: 100,000 files need 15 MiB. */
export const LARGEST_INVENTORY = constants.MAX_STRING_LENGTH;
const FORMAT = 1;

/** A text as fedc writes it. Where git checks out with `core.autocrlf`, line ends alone are other ones: nobody edited that. */
export function withOwnLineEnds(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

export function hash(text: string): string {
  return `sha256:${crypto.hash("sha256", text)}`;
}

export function printInventory({ federation, cluster, files }: Inventory): string {
  const sorted = [...files].sort(([a], [b]) => compare(a, b));
  // Built line by line because an object would put names that look like numbers first.
  const lines = sorted.map(([path, hash]) => `    ${JSON.stringify(path)}: ${JSON.stringify(hash)}`);
  const head = `{\n  "format": ${FORMAT},\n  "federation": ${JSON.stringify(federation)},\n  "cluster": ${JSON.stringify(cluster)},\n`;
  return `${head}  "files": {${lines.length > 0 ? `\n${lines.join(",\n")}\n  ` : ""}}\n}\n`;
}

export function parseInventory(text: string): Inventory | InventoryProblem {
  let inventory: unknown;
  try {
    inventory = JSON.parse(text);
  } catch {
    return "damaged";
  }
  if (!isObject(inventory)) return "damaged";
  const { format, federation, cluster, files } = inventory;
  if (typeof format === "number" && format > FORMAT) return "newer";
  if (format !== FORMAT || typeof federation !== "string" || typeof cluster !== "string" || !isObject(files)) return "damaged";
  const owned = new Map<string, string>();
  for (const [path, hash] of Object.entries(files)) {
    if (!path.startsWith(`${GENERATED}/`) || path === INVENTORY || !isPlainPath(path)) return "damaged";
    if (typeof hash !== "string" || !/^sha256:[0-9a-f]{64}$/.test(hash)) return "damaged";
    owned.set(path, hash);
  }
  return { federation, cluster, files: owned };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
