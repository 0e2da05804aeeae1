import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

export type Kind = "file" | "folder" | "link" | "other";

/** The file system, as far as writing overlays needs it. Tests make each step of it fail. */
export interface Disk {
  /** The entries of a folder, without following links; undefined if it does not exist. */
  list(folder: string): ReadonlyMap<string, Kind> | undefined;
  size(file: string): number;
  /** Undefined for bytes that are not UTF-8. */
  read(file: string): string | undefined;
  /** Whether the file's bytes are exactly this text. False for a file that has gone. */
  holds(file: string, text: string): boolean;

  makeFolder(folder: string): void;
  makeFolderAndParents(folder: string): void;
  /** Fails if the file exists. */
  write(file: string, text: string): void;
  rename(from: string, to: string): void;
  removeFile(file: string): void;
  /** Fails if the folder is not empty. */
  removeFolder(folder: string): void;
}

export const realDisk: Disk = {
  list: (folder) => unlessGone(() => new Map(readdirSync(folder, { withFileTypes: true }).map((entry) => [entry.name, kindOf(entry)]))),
  size: (file) => lstatSync(file).size,
  read(file) {
    // Decoding at once is twice as fast as reading bytes. Only a replacement character leaves open whether the file contains it.
    const text = readFileSync(file, "utf8");
    return !text.includes("\uFFFD") || Buffer.from(text).equals(readFileSync(file)) ? text : undefined;
  },
  holds(file, text) {
    const length = Buffer.byteLength(text);
    if (buffers.desired.length <= length) buffers = buffersFor(length * 2);
    const { live, desired } = buffers;
    desired.write(text);
    const handle = unlessGone(() => openSync(file, "r"));
    if (handle === undefined) return false;
    try {
      return readUpTo(handle, live, length + 1) === length && live.compare(desired, 0, length, 0, length) === 0;
    } finally {
      closeSync(handle);
    }
  },
  makeFolder: (folder) => mkdirSync(folder),
  makeFolderAndParents,
  write: (file, text) => writeFileSync(file, text, { flag: "wx" }),
  rename: renameSync,
  removeFile: unlinkSync,
  removeFolder: (folder) => rmdirSync(folder),
};

/** What files are compared in, one after the other. */
let buffers = buffersFor(1024 * 1024);

function buffersFor(length: number): { readonly live: Buffer; readonly desired: Buffer } {
  return { live: Buffer.allocUnsafeSlow(length), desired: Buffer.allocUnsafeSlow(length) };
}

/** How many bytes were read: fewer than `length` only if the file ends. */
function readUpTo(handle: number, into: Buffer, length: number): number {
  let total = 0;
  for (let read = -1; read !== 0 && total < length; total += read) read = readSync(handle, into, total, length - total, null);
  return total;
}

/** The code of a system call's error, such as `ENOENT`; undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && "syscall" in error ? String(error.code) : undefined;
}

/** Undefined if the file has gone: without the lock, another run may remove it after it was listed. */
export function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Clears up. That must not hide the error that caused it, and the next run finds the rest. */
export function attempt(step: () => void): void {
  try {
    step();
  } catch {}
}

/**
 * Makes folders one by one. If a system refuses a folder with `ENOENT`, as Linux does in /proc, the recursion of Node 20 itself never ends.
 */
function makeFolderAndParents(path: string): void {
  const missing: string[] = [];
  for (let at = path; !isThere(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const folder of missing.reverse())
    try {
      mkdirSync(folder);
    } catch (error) {
      // Another run may have made it meanwhile.
      if (errorCode(error) !== "EEXIST" || !isThere(folder)) throw error;
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
