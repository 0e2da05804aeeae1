import type { PullRequest } from "../hosting.ts";
import type { Repository } from "./access.ts";
import { everyPage } from "./every-page.ts";
import { GitHubFailure } from "./github-failure.ts";
import { makeOnce } from "./make-once.ts";

/** Comments the reason, and closes a pull request. A run that finds the comment does not repeat it. */
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
      // A locked conversation accepts no comment, and the pull request can be closed without one.
      if (!(error instanceof GitHubFailure && error.problem === "permission" && /locked/i.test(error.reason))) throw error;
    });
  await octokit.rest.pulls.update({ ...place, pull_number: number, state: "closed" });
}
