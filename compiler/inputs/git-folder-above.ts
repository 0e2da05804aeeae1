import { existsSync, lstatSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest folder, `folder` or one above it, that is a git work tree or a repository. Links in `folder` must be resolved already. */
export function gitFolderAbove(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (isWorkTree(at) || isRepository(at)) return at;
    if (at === dirname(at)) return undefined;
  }
}

/** `.git` is a file in linked work trees and in submodules. */
function isWorkTree(folder: string): boolean {
  return lstatSync(join(folder, ".git"), { throwIfNoEntry: false }) !== undefined;
}

/** A bare repository, or the inside of a `.git`. */
function isRepository(folder: string): boolean {
  return ["HEAD", "objects", "refs"].every((name) => existsSync(join(folder, name)));
}
