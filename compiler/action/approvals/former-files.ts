import { basename, dirname } from "node:path";
import { Failure } from "../../findings/failure.ts";
import { gitIn } from "../../inputs/git-revision.ts";

/** A file that says that it is a federation, as git reads an expression. */
const federationKind = "kind[\"']?[[:space:]]*:[[:space:]]*[\"']?Federation";

/**
 * Throws a Failure if the file takes the place of a federation that it was not compared with: the owners whom that one names would not be
 * asked. How alike the two are does not matter, since whoever proposes the change chooses that.
 */
export async function refuseReplacedFiles(file: string, base: string, compared: { readonly isNew: boolean }): Promise<void> {
  const pathsIn = async (folder: string, ...words: readonly string[]) =>
    (await gitIn(folder).raw([...words])).split("\0").filter((path) => path !== "");
  const folder = dirname(file);
  const had = await pathsIn(folder, "--literal-pathspecs", "ls-tree", "-z", "--name-only", base, "--", basename(file));
  if (had.length > 0) return;
  const top = (await gitIn(folder).raw(["rev-parse", "--show-toplevel"])).trimEnd();
  const gone = new Set(await pathsIn(top, "diff-tree", "-r", "-z", "--no-renames", "--diff-filter=D", "--name-only", base, "HEAD"));
  const federations = await pathsIn(top, "grep", "-z", "--full-name", "--files-with-matches", "--extended-regexp", federationKind, base);
  const former = federations.map((path) => path.slice(base.length + 1)).filter((path) => gone.has(path));
  // One that was renamed to this file is what the file was compared with.
  if (former.length <= (compared.isNew ? 0 : 1)) return;
  throw new Failure(
    `\`${former.join("`, `")}\` goes away and \`${basename(file)}\` is new: the owners that the former file names would not be asked`,
    "add the new file in one change, and remove the former one in another; or keep its name",
  );
}
