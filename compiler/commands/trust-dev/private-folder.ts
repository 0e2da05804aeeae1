import { lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { errorCode } from "../../7-write/disk.ts";
import { uninterrupted } from "../../7-write/uninterrupted.ts";
import { Failure } from "../../findings/failure.ts";
import { gitFolderAbove } from "../../inputs/git-folder-above.ts";
import { exists } from "../../inputs/regular-file.ts";

/**
 * The path of a folder for private keys, with the links of its parents resolved. Throws a Failure if something exists there already, if its
 * parent does not exist, or if it lies in a git repository.
 */
export function privateFolder(written: string): string {
  const path = resolve(written);
  const taken = new Failure(
    `\`${written}\` exists already, and is not an empty folder`,
    "name a folder that does not exist yet: `--out DIR`",
  );
  let folder: string;
  try {
    folder = exists(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
    if (exists(folder) && (!lstatSync(folder).isDirectory() || readdirSync(folder).length > 0)) throw taken;
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

/** Writes files into a new folder that only its owner may read: all of them, or none. Paths have at most one folder. */
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
