import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export type Kind = "file" | "folder" | "link" | "other";

/** Everything that writing overlays asks of a file system, so that each step can be made to fail. */
export interface Disk {
  /** The entries of a folder, links not followed; undefined where nothing is. */
  list(folder: string): ReadonlyMap<string, Kind> | undefined;
  size(file: string): number;
  /** Undefined for bytes that are no UTF-8. */
  read(file: string): string | undefined;

  makeFolder(folder: string): void;
  makeFolderAndParents(folder: string): void;
  /** Only where nothing is. */
  write(file: string, text: string): void;
  rename(from: string, to: string): void;
  removeFile(file: string): void;
  /** Only an empty one. */
  removeFolder(folder: string): void;
}

export const realDisk: Disk = {
  list(folder) {
    try {
      return new Map(readdirSync(folder, { withFileTypes: true }).map((entry) => [entry.name, kindOf(entry)]));
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  },
  size: (file) => lstatSync(file).size,
  read(file) {
    // Decoding at once is twice as fast as reading bytes; only a replacement character leaves open whether it was there.
    const text = readFileSync(file, "utf8");
    return !text.includes("\uFFFD") || Buffer.from(text).equals(readFileSync(file)) ? text : undefined;
  },
  makeFolder: (folder) => mkdirSync(folder),
  makeFolderAndParents,
  write: (file, text) => writeFileSync(file, text, { flag: "wx" }),
  rename: renameSync,
  removeFile: unlinkSync,
  removeFolder: (folder) => rmdirSync(folder),
};

/** `ENOENT` and the like; undefined for what no system call threw. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && "syscall" in error ? String(error.code) : undefined;
}

/** Without a turn, another run may take a file away between seeing and reading it. */
export function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** One by one: where a system will not make a folder and says `ENOENT`, as in Linux' /proc, Node 20's own recursion never ends. */
function makeFolderAndParents(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !isThere(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const one of missing.reverse())
    try {
      mkdirSync(one);
    } catch (error) {
      // Another run may have made it meanwhile.
      if (errorCode(error) !== "EEXIST" || !isThere(one)) throw error;
    }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): Kind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  return entry.isSymbolicLink() ? "link" : "other";
}
