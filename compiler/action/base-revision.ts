import { Failure } from "../findings/failure.ts";
import { GitExit } from "../publish/git/git-process.ts";
import { localGit } from "../publish/git/local-git.ts";
import type { Environment, PullRequestEvent, WorkflowEvent } from "./workflow-event.ts";

const deeper = "give actions/checkout `fetch-depth: 2`, or `fetch-depth: 0` for all of the history";

/**
 * The commit that a preview compares with. Throws a Failure if that commit was not fetched, or if something else than the pull request is checked
 * out: the preview would say that its access does not change.
 */
export async function baseRevision(
  folder: string,
  given: string | undefined,
  workflowEvent: WorkflowEvent,
  environment: Environment,
): Promise<string> {
  const { pullRequest, before, event } = workflowEvent;
  const base = pullRequest ? await baseOfPullRequest(folder, pullRequest, workflowEvent, environment) : before;
  const revision = given ?? base;
  if (revision === undefined) throw new Failure(`\`${event}\` has nothing to compare with`, "name a revision by `base`");
  if (!(await isThere(folder, revision))) throw new Failure(`the commit \`${revision}\` to compare with is not checked out`, deeper);
  return revision;
}

/** Whether a revision is in the part of the repository that was fetched. */
export async function isThere(folder: string, revision: string): Promise<boolean> {
  const commit = await git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`);
  return (commit ?? "").trim() !== "";
}

/** Whether the checked-out commit contains another one, as far as the history was fetched. */
export async function containsCommit(folder: string, commit: string): Promise<boolean> {
  return (await git(folder, "merge-base", "--end-of-options", commit, "HEAD"))?.trim() === commit;
}

/** GitHub checks out a trial merge into the newest base. The first parent of the trial is the state that the merge would change. */
async function baseOfPullRequest(
  folder: string,
  { head, base }: PullRequestEvent,
  { event }: WorkflowEvent,
  { GITHUB_SHA }: Environment,
): Promise<string> {
  const { head: checkedOut, parents } = await headAndParents(folder);
  const [first, second] = parents;
  // On pull_request_target GITHUB_SHA is the base.
  const isTrial = second === head || (event === "pull_request" && checkedOut === GITHUB_SHA);
  if (parents.length === 2 && first !== undefined && checkedOut !== head && isTrial) return first;
  if (checkedOut !== head)
    throw new Failure("the checked-out commit is not this pull request", "leave `ref` of actions/checkout out, or name the head's commit");
  return (await git(folder, "merge-base", base, "HEAD"))?.trim() || base;
}

/** The checked-out commit and its parents. The commit knows its parents even if they were not fetched. */
export async function headAndParents(folder: string): Promise<{ readonly head: string | undefined; readonly parents: readonly string[] }> {
  const head = (await git(folder, "rev-parse", "--verify", "HEAD"))?.trim();
  const lines = (await git(folder, "cat-file", "commit", "HEAD"))?.split("\n\n")[0] ?? "";
  return { head, parents: [...lines.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = ""]) => parent) };
}

async function git(folder: string, ...words: readonly string[]): Promise<string | undefined> {
  try {
    return await localGit(folder, words);
  } catch (error) {
    if (!(error instanceof GitExit)) throw error;
    if (/dubious ownership/.test(error.message))
      throw new Failure(
        "git refuses the workspace, which belongs to somebody else",
        "`git config --global --add safe.directory PATH` trusts it",
      );
    return undefined;
  }
}
