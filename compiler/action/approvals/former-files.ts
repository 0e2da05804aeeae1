import { basename, dirname } from "node:path";
import { Failure } from "../../findings/failure.ts";
import { gitIn } from "../../inputs/git-revision.ts";

/** A file that says that it is a federation, as git reads an expression. */
const federationKind = "kind[\"']?[[:space:]]*:[[:space:]]*[\"']?Federation";

/**
 * Throws a Failure if a new file takes the place of another federation: the owners that the other file names would not be asked. How alike
 * the two are does not matter, since whoever proposes the change chooses that.
 */
export async function refuseReplacedFiles(file: string, base: string): Promise<void> {
  const top = (await gitIn(dirname(file)).raw(["rev-parse", "--show-toplevel"])).trimEnd();
  const pathsOf = async (...words: readonly string[]) => (await gitIn(top).raw([...words])).split("\0").filter((path) => path !== "");
  const gone = new Set(await pathsOf("diff-tree", "-r", "-z", "--no-renames", "--diff-filter=D", "--name-only", base, "HEAD"));
  if (gone.size === 0) return;
  const federations = await pathsOf("grep", "-z", "--full-name", "--files-with-matches", "--extended-regexp", federationKind, base);
  const former = federations.map((path) => path.slice(base.length + 1)).find((path) => gone.has(path));
  if (former === undefined) return;
  throw new Failure(
    `\`${former}\` goes away and \`${basename(file)}\` is new: the owners that the former file names would not be asked`,
    "add the new file in one change, and remove the former one in another; or keep its name",
  );
}
