import { basename, dirname } from "node:path";
import { Failure } from "../../findings/failure.ts";
import { GitExit } from "../../publish/git/git-process.ts";
import { localGit } from "../../publish/git/local-git.ts";

/** A file that says that it is a federation, as git reads an expression. */
const federationKind = "kind[\"']?[[:space:]]*:[[:space:]]*[\"']?Federation";

/**
 * Throws a Failure if the file takes the place of a federation that it was not compared with: the owners whom that one names would not be
 * asked. How alike the two are does not matter, since whoever proposes the change chooses that.
 */
export async function refuseReplacedFiles(file: string, base: string, compared: { readonly isNew: boolean }): Promise<void> {
  const pathsIn = async (folder: string, ...words: readonly string[]) =>
    (await localGit(folder, words)).split("\0").filter((path) => path !== "");
  const folder = dirname(file);
  const had = await pathsIn(folder, "--literal-pathspecs", "ls-tree", "-z", "--name-only", base, "--", basename(file));
  if (had.length > 0) return;
  const top = (await localGit(folder, ["rev-parse", "--show-toplevel"])).trimEnd();
  const gone = new Set(await pathsIn(top, "diff-tree", "-r", "-z", "--no-renames", "--diff-filter=D", "--name-only", base, "HEAD"));
  const words = ["grep", "-z", "--full-name", "--files-with-matches", "--extended-regexp", federationKind, base];
  const federations = await pathsIn(top, ...words).catch(noneFound);
  const former = federations.map((path) => path.slice(base.length + 1)).filter((path) => gone.has(path));
  // One that was renamed to this file is what the file was compared with.
  if (former.length <= (compared.isNew ? 0 : 1)) return;
  throw new Failure(
    `\`${former.join("`, `")}\` goes away and \`${basename(file)}\` is new: the owners that the former file names would not be asked`,
    "add the new file in one change, and remove the former one in another; or keep its name",
  );
}

/** git grep ends with status 1 if it finds nothing. */
function noneFound(error: unknown): readonly string[] {
  if (error instanceof GitExit && error.status === 1) return [];
  throw error;
}
