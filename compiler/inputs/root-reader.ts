import { constants, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import type { ReadFile } from "../1-load/load.ts";
import { decodeText } from "./decode-text.ts";
import { readRegularFile, reason } from "./regular-file.ts";

/** More than any bundle of certificates needs. */
export const maxRootBytes = 1024 * 1024;

/**
 * Reads the files that federation.yaml names, from its folder. A file outside of that folder is not read, not even behind a link. `placeholder`
 * is the text of a file that does not exist yet.
 */
export function rootReader(folder: string, placeholder?: string): ReadFile {
  return (path) => {
    try {
      const base = realpathSync(folder);
      const real = realpathSync(join(base, path));
      if (!isInside(base, real))
        return { problem: "it leads out of the folder that federation.yaml lies in", help: "keep the file in that folder" };
      return read(real);
    } catch (error) {
      const isAbsent = ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
      if (isAbsent) return placeholder === undefined ? { problem: reason(error) } : { text: placeholder };
      return { problem: reason(error), help: "a root is a file of certificates in PEM form that fedc may read" };
    }
  };
}

function isInside(base: string, real: string): boolean {
  const path = relative(base, real);
  return path !== "" && path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** O_NOFOLLOW: a link may have been put there since the path was resolved. */
function read(real: string): ReturnType<ReadFile> {
  const bytes = readRegularFile(real, maxRootBytes + 1, constants.O_NOFOLLOW ?? 0);
  if (bytes.length > maxRootBytes)
    return { problem: "it is larger than 1 MiB", help: "is it the right file? a root is a few certificates" };
  // A certificate reads the same in any encoding, and the text around it does not matter.
  return { text: decodeText(bytes, real).text };
}
