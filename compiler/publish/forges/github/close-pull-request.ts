import type { PullRequest } from "../hosting.ts";
import type { Repository } from "./access.ts";
import { everyPage } from "./every-page.ts";
import { GitHubFailure } from "./github-failure.ts";
import { makeOnce } from "./make-once.ts";

/** Closes a pull request that says why: the comment comes first, and is not repeated by a run that finds it there. */
export async function closePullRequest({ octokit, place, access }: Repository, { number }: PullRequest, comment: string): Promise<void> {
  const at = { ...place, issue_number: number };
  const inspect = async (): Promise<true | undefined> => {
    const comments = await everyPage((page) => octokit.rest.issues.listComments({ ...at, ...page }));
    return comments.some(({ body }) => body?.replaceAll("\r\n", "\n").trim() === comment.trim()) || undefined;
  };
  const make = async (): Promise<true> => {
    await octokit.rest.issues.createComment({ ...at, body: comment });
    return true;
  };
  if (!(await inspect()))
    await makeOnce(make, inspect, access).catch((error) => {
      // In a conversation that is locked nobody needs to be told why.
      if (!(error instanceof GitHubFailure && error.problem === "permission" && /locked/i.test(error.reason))) throw error;
    });
  await octokit.rest.pulls.update({ ...place, pull_number: number, state: "closed" });
}
