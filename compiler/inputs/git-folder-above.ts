import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { exists } from "./regular-file.ts";

/** The nearest folder, `folder` or one above it, that is a git work tree or a repository. Links in `folder` must be resolved already. */
export function gitFolderAbove(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    // `.git` is a file in linked work trees and in submodules.
    if (exists(join(at, ".git")) || isRepository(at)) return at;
    if (at === dirname(at)) return undefined;
  }
}

/** A bare repository, or the inside of a `.git`. */
function isRepository(folder: string): boolean {
  return ["HEAD", "objects", "refs"].every((name) => existsSync(join(folder, name)));
}
