import { randomBytes } from "node:crypto";
import { realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { Failure } from "../findings/failure.ts";

/**
 * The path of a file from the workspace. Throws a Failure where it is, or lies behind, a link: a pull request can commit one, and would have
 * other files of the machine shown, or replaced.
 */
export function workspacePath(workspace: string, path: string): string {
  const way = relative(workspace, resolve(workspace, path));
  if (way === "" || way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw new Failure(`\`${path}\` leads out of the workspace`, "name a file in the repository that is checked out");
  for (let at = way; at !== "."; at = dirname(at)) {
    const real = realPath(join(workspace, at));
    if (real !== undefined && real !== join(realpathSync(workspace), at))
      throw new Failure(`\`${at}\` is a link`, "the Action reads and writes files of the repository itself");
  }
  return way;
}

/** Writes a file in the workspace, in the place of what is there. Throws a Failure where it lies behind a link, or in no folder. */
export function writeInWorkspace(workspace: string, path: string, text: string): string {
  const way = workspacePath(workspace, path);
  const draft = join(workspace, dirname(way), `.${basename(way)}-${randomBytes(6).toString("hex")}`);
  try {
    writeFileSync(draft, text, { flag: "wx" });
    renameSync(draft, join(workspace, way));
    return way;
  } catch (error) {
    rmSync(draft, { force: true });
    throw new Failure(`\`${path}\` cannot be written: ${(error as NodeJS.ErrnoException).code}`, "name a file in a folder that is there");
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
