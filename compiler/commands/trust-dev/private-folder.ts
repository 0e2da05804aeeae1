import { lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { errorCode } from "../../7-write/disk.ts";
import { gitFolderAbove } from "../../environment/git-folder-above.ts";
import { uninterrupted } from "../../environment/uninterrupted.ts";
import { Failure } from "../../findings/failure.ts";

/**
 * Where a folder of private keys may be written, with the links of its parents resolved. Throws a Failure where something is there already, its
 * parent is not, or git could come by it.
 */
export function privateFolder(written: string): string {
  const wanted = resolve(written);
  const taken = new Failure(`\`${written}\` is there already, and is no empty folder`, "name a folder that is not there yet: `--out DIR`");
  let folder: string;
  try {
    folder = isThere(wanted) ? realpathSync(wanted) : join(realpathSync(dirname(wanted)), basename(wanted));
    if (isThere(folder) && (!lstatSync(folder).isDirectory() || readdirSync(folder).length > 0)) throw taken;
  } catch (error) {
    if (!["ENOENT", "ENOTDIR", "ELOOP"].includes(errorCode(error) ?? "")) throw error;
    throw new Failure(`there is no folder that \`${written}\` could be made in`, "make the folder above it first");
  }
  const git = gitFolderAbove(folder);
  if (git !== undefined)
    throw new Failure(
      `\`${written}\` lies in a git repository (\`${git}\`), where private keys could be committed`,
      "name a folder outside of every repository: `--out DIR`",
    );
  return folder;
}

/** Writes files into a new folder that only its owner may read: all of them, or nothing. Paths have at most one folder. */
export function writePrivateFolder(folder: string, files: ReadonlyMap<string, string>): void {
  uninterrupted(() => {
    const stage = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
    try {
      for (const below of new Set([...files.keys()].map(dirname))) if (below !== ".") mkdirSync(join(stage, below), { mode: 0o700 });
      for (const [path, text] of files) writeFileSync(join(stage, path), text, { mode: 0o600, flag: "wx" });
      renameSync(stage, folder);
    } catch (error) {
      rmSync(stage, { recursive: true, force: true });
      throw error;
    }
  });
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
