import { constants, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import type { ReadFile } from "../1-load/load.ts";
import { decodeText } from "./decode-text.ts";
import { readRegularFile, reason } from "./regular-file.ts";

/** More than any bundle of certificates needs. */
const mostBytes = 1024 * 1024;

const wanted = "a root is a file of certificates in PEM form that fedc may read";

/** Reads the files that federation.yaml names, from its folder: what leads out of it, by a link too, is not read. `instead` stands for a file that is not there. */
export function rootReader(folder: string, instead?: string): ReadFile {
  return (path) => {
    try {
      const base = realpathSync(folder);
      const real = realpathSync(join(base, path));
      if (!isInside(base, real))
        return { problem: "it leads out of the folder that federation.yaml lies in", help: "keep the file in that folder" };
      return read(real);
    } catch (error) {
      const absent = ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
      if (absent && instead !== undefined) return { text: instead };
      return absent ? { problem: reason(error) } : { problem: reason(error), help: wanted };
    }
  };
}

function isInside(base: string, real: string): boolean {
  const way = relative(base, real);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Without following a link that was put there since. */
function read(real: string): ReturnType<ReadFile> {
  const bytes = readRegularFile(real, mostBytes + 1, constants.O_NOFOLLOW ?? 0);
  if (bytes.length > mostBytes) return { problem: "it is larger than 1 MiB", help: "is it the right file? a root is a few certificates" };
  // A certificate is the same in any encoding, and text around it is no part of it.
  return { text: decodeText(bytes, real).text };
}
