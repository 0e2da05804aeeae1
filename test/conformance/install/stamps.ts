import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { home } from "../machine/paths.ts";

const folder = join(home, "parts");

/** Remembers that a part is installed. `versions` are those that it was made of. */
export function writeStamp(part: string, versions: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, part), versions);
}

/** Whether a part is installed whole, and of these versions if any are given. */
export function isInstalled(part: string, versions?: string): boolean {
  const path = join(folder, part);
  return existsSync(path) && (versions === undefined || readFileSync(path, "utf8") === versions);
}
