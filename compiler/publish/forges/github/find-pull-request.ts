import type { PullRequest } from "../hosting.ts";
import type { Repository } from "./access.ts";
import { everyPage } from "./every-page.ts";
import { type PullRequestData, pullRequestIn, pullRequestOf } from "./pull-request-data.ts";

/**
 * The pull request from a branch of this repository: the open one, of which there is one at most, or else the newest. GitHub searches heads
 * by owner. The owner may have forks of the repository, so branches of forks are left out.
 */
export async function findPullRequest(repository: Repository, head: string, base: string): Promise<PullRequest | undefined> {
  const { octokit, place } = repository;
  const which = { ...place, state: "all", head: `${place.owner}:${head}`, base, sort: "created", direction: "desc" } as const;
  const isOurs = (candidate: PullRequestData) =>
    pullRequestIn(candidate).head.ref === head && candidate.base.ref === base && isOf(candidate, place);
  const found: readonly PullRequestData[] = await everyPage(
    (page) => octokit.rest.pulls.list({ ...which, ...page }),
    (entries) => entries.some((candidate) => isOurs(candidate) && candidate.state === "open"),
  );
  const ours = found
    .filter(isOurs)
    .map((candidate) => pullRequestOf(candidate, place.owner))
    .sort((a, b) => b.number - a.number);
  return ours.find(({ state }) => state === "open") ?? ours[0];
}

/** `repo` is null if the fork was deleted. */
function isOf({ head }: PullRequestData, { owner, repo }: Repository["place"]): boolean {
  return head.repo?.full_name.toLowerCase() === `${owner}/${repo}`.toLowerCase();
}
