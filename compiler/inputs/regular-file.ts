import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from "node:fs";
import { Failure } from "../findings/failure.ts";

/**
 * The first `maxBytes` bytes of a file. Never waits for the other end of a pipe, and reads nothing from a device. Throws a Failure if there is
 * something else than a file, and the system's error otherwise.
 */
export function readRegularFile(path: string, maxBytes: number, flags = 0): Buffer {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | flags);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Failure(`it is ${kindOf(stats)}`);
    return readUpTo(descriptor, maxBytes);
  } finally {
    closeSync(descriptor);
  }
}

/** Whether anything has this path, even a broken link. */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** The text of a file that may be missing: "" if it cannot be read. */
export function textIfReadable(path: string, maxBytes: number): string {
  try {
    return readRegularFile(path, maxBytes).toString("utf8");
  } catch {
    return "";
  }
}

/** The first `maxBytes` bytes of an open file, or of a pipe, which gives a little at a time. */
export function readUpTo(descriptor: number, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < maxBytes) {
    const chunk = Buffer.allocUnsafe(Math.min(65536, maxBytes - length));
    const count = readChunk(descriptor, chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    length += count;
  }
  return Buffer.concat(chunks);
}

/** A pipe that Node has made non-blocking gives EAGAIN while it is empty. On Windows the end of a file is an error. */
function readChunk(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a named pipe (FIFO), not a file";
  if (stats.isSocket()) return "a socket, not a file";
  return "a device, not a file";
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "you may not read it",
  EISDIR: "it is a folder",
  ENOTDIR: "part of its path is not a folder",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is longer than the system allows",
  ENXIO: "it is a socket or a device, not a file",
  EPERM: "you may not read it",
  EBADF: "it is closed",
};

/** A file-system error in a few words, without the path, which the caller's message has already. */
export function reason(error: unknown): string {
  if (error instanceof Failure) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return String(error);
  return reasons[code] ?? `the system says ${code}`;
}
