import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { Failure } from "../findings/failure.ts";

/** The first `most` bytes of a file. Never waits for the other end of a pipe, and reads nothing of a device: throws a Failure, or the system's error. */
export function readRegularFile(path: string, most: number, flags = 0): Buffer {
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | flags);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Failure(`it is ${kindOf(stats)}`);
    return readUpTo(descriptor, most);
  } finally {
    closeSync(descriptor);
  }
}

/** The first `most` bytes of what is open; pipes too, that give a little at a time. */
export function readUpTo(descriptor: number, most: number): Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < most) {
    const chunk = Buffer.allocUnsafe(Math.min(65536, most - length));
    const count = readSome(descriptor, chunk);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    length += count;
  }
  return Buffer.concat(chunks);
}

/** A pipe that Node has made non-blocking says EAGAIN while nothing is there, and on Windows EOF is an error. */
function readSome(descriptor: number, chunk: Buffer): number {
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

/** A file-system error in a few words, without the path that the message already has. */
export function reason(error: unknown): string {
  if (error instanceof Failure) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EACCES: "you may not read it",
    EISDIR: "it is a folder",
    ENOTDIR: "part of its path is no folder",
    ELOOP: "its links lead in a circle",
    ENAMETOOLONG: "its name is longer than the system allows",
    ENXIO: "it is a socket or a device, not a file",
    EPERM: "you may not read it",
    EBADF: "it is closed",
  };
  if (code === undefined) return String(error);
  return words[code] ?? `the system says ${code}`;
}
