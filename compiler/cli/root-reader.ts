import { closeSync, constants, fstatSync, openSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import type { ReadFile } from "../1-load/load.ts";
import { readUpTo, reason } from "./federation-input.ts";

/** More than any bundle of certificates needs. */
const mostBytes = 1024 * 1024;

/** Reads the files that federation.yaml names, from its folder: what leads out of it, by a link too, is not read. */
export function rootReader(folder: string): ReadFile {
  return (path) => {
    try {
      const base = realpathSync(folder);
      const real = realpathSync(join(base, path));
      if (!isInside(base, real)) return { problem: "it leads out of the folder that federation.yaml lies in" };
      return read(real);
    } catch (error) {
      return { problem: reason(error) };
    }
  };
}

function isInside(base: string, real: string): boolean {
  const way = relative(base, real);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Without waiting for the other end of a pipe, and without following a link that was put there since. */
function read(real: string): { text: string } | { problem: string } {
  const descriptor = openSync(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(descriptor).isFile()) return { problem: "it is no file" };
    const bytes = readUpTo(descriptor, mostBytes + 1);
    return bytes.length > mostBytes ? { problem: "it is larger than 1 MiB" } : { text: bytes.toString("utf8") };
  } finally {
    closeSync(descriptor);
  }
}
