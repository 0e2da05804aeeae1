import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, unlinkSync, writeFileSync } from "node:fs";

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
  makeFolderAndParents: (folder) => void mkdirSync(folder, { recursive: true }),
  write: (file, text) => writeFileSync(file, text, { flag: "wx" }),
  rename: renameSync,
  removeFile: unlinkSync,
  removeFolder: (folder) => rmdirSync(folder),
};

/** `ENOENT` and the like; undefined for what no system call threw. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && "syscall" in error ? String(error.code) : undefined;
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): Kind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  return entry.isSymbolicLink() ? "link" : "other";
}
