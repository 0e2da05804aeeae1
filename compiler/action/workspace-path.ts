import { randomBytes } from "node:crypto";
import { realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { Failure } from "../findings/failure.ts";

/**
 * The path of a file from the workspace. Throws a Failure if it is a link or lies behind one: a pull request can commit a link, and the Action would
 * show or replace other files of the machine.
 */
export function workspacePath(workspace: string, path: string): string {
  const local = relative(workspace, resolve(workspace, path));
  if (local === "" || local === ".." || local.startsWith(`..${sep}`) || isAbsolute(local))
    throw new Failure(`\`${path}\` leads out of the workspace`, "name a file in the repository that is checked out");
  for (let at = local; at !== "."; at = dirname(at)) {
    const real = realPath(join(workspace, at));
    if (real !== undefined && real !== join(realpathSync(workspace), at))
      throw new Failure(`\`${at}\` is a link`, "the Action reads and writes files of the repository itself");
  }
  return local;
}

/** Writes or replaces a file in the workspace. Throws a Failure if it lies behind a link, or if its folder does not exist. */
export function writeInWorkspace(workspace: string, path: string, text: string): string {
  const local = workspacePath(workspace, path);
  const draft = join(workspace, dirname(local), `.${basename(local)}-${randomBytes(6).toString("hex")}`);
  try {
    writeFileSync(draft, text, { flag: "wx" });
    renameSync(draft, join(workspace, local));
    return local;
  } catch (error) {
    rmSync(draft, { force: true });
    throw new Failure(`\`${path}\` cannot be written: ${(error as NodeJS.ErrnoException).code}`, "name a file in a folder that exists");
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
