import { Failure } from "../../findings/failure.ts";
import type { ForgeAccess } from "../../publish/forges/forge-access.ts";
import type { CurrentPullRequest } from "../../publish/forges/github/reviewed-pull-request.ts";
import { isInBranch, queueChecksOnlyTheLast } from "../../publish/forges/github/target-branch.ts";
import { containsCommit, headAndParents } from "../base-revision.ts";
import type { WorkflowEvent } from "../workflow-event.ts";

const again = "wait for the run of the newest event, or start this one again";

/**
 * Throws a Failure unless the checked-out commit is what GitHub would merge: the merge that it tries for the pull request as it is now, or the
 * commit of the merge queue. Anything else could hide a change: an older head, or a merge into another branch.
 */
export async function requireTriedMerge(
  folder: string,
  { pullRequest, mergeGroup, toDefaultBranch }: WorkflowEvent,
  pull: CurrentPullRequest,
  access: ForgeAccess,
): Promise<void> {
  const { into, defaultBranch, head } = pull;
  if (!pull.isOpen)
    throw new Failure("the pull request is closed, so there is nothing to approve", "it is decided when it is opened again");
  if (!toDefaultBranch || into !== defaultBranch) throw otherBranch(into, defaultBranch);
  const checkedOut = await headAndParents(folder);
  if (mergeGroup) {
    if (checkedOut.head !== mergeGroup.head)
      throw new Failure("the checked-out commit is not that of the merge queue", "check out the commit that the event names");
    if (mergeGroup.base === undefined || !(await containsCommit(folder, mergeGroup.base)))
      throw new Failure("the commit before this one in the merge queue is not known", "give actions/checkout `fetch-depth: 0`");
    if (await queueChecksOnlyTheLast(access, into))
      throw new Failure(
        "the merge queue asks only for the checks of the last pull request in a group, and would merge the others without theirs",
        "turn on `Require all queue entries to pass required checks` in the rule of the merge queue",
      );
    return;
  }
  if (pullRequest?.head !== head) throw new Failure("the pull request has a newer commit than the event", again);
  const [first, second, ...others] = checkedOut.parents;
  if (first === undefined || second !== head || others.length > 0)
    throw new Failure(
      "the checked-out commit is not the merge that GitHub tries for this pull request",
      "leave `ref` of actions/checkout out, or on `pull_request_target` name `refs/pull/NUMBER/merge`",
    );
  if (!(await isInBranch(access, into, first))) throw new Failure(`the tried merge is not one into \`${into}\``, again);
}

/** A status belongs to a commit, and a commit may be the head of several pull requests. So a decision about another branch must not become one. */
function otherBranch(into: string, defaultBranch: string): Failure {
  return new Failure(
    `the pull request goes into \`${into}\`, and approvals are decided for \`${defaultBranch}\``,
    "start the workflow only for pull requests into the default branch",
  );
}
