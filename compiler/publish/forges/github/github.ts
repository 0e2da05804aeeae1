import { setTimeout as sleepFor } from "node:timers/promises";
import { type DesiredPullRequest, type Forge, ForgeFailure, type PullRequest } from "../forge.ts";
import type { GitHubAccess, GitHubRepository } from "./access.ts";
import { client, everyPage, makeOnce } from "./client.ts";
import { type PullRequestData, pullRequestIn, pullRequestOf } from "./pull-request-data.ts";
import { updatePullRequest } from "./update-pull-request.ts";

export interface GitHubOptions extends GitHubAccess {
  readonly warn?: GitHubRepository["warn"] | undefined;
}

/** The pull requests of one repository at GitHub or GitHub Enterprise. */
export function gitHub({ warn = () => {}, ...access }: GitHubOptions): Forge {
  const place = { owner: access.owner, repo: access.repository };
  const repository: GitHubRepository = { octokit: client(access), access, place, warn };
  return {
    find: (head, base) => findPullRequest(repository, head, base),
    open: async (desired) => updatePullRequest(repository, await opened(repository, desired), desired),
    update: (pullRequest, desired) => updatePullRequest(repository, pullRequest, desired),
    close: (pullRequest, comment) => closePullRequest(repository, pullRequest, comment),
  };
}

/** GitHub searches heads by owner. The owner may have forks of the repository, so this leaves out branches of forks. */
async function findPullRequest({ octokit, place }: GitHubRepository, head: string, base: string): Promise<PullRequest | undefined> {
  const query = { ...place, state: "all", head: `${place.owner}:${head}`, base, sort: "created", direction: "desc" } as const;
  const name = `${place.owner}/${place.repo}`.toLowerCase();
  // `repo` is null if the fork was deleted.
  const isOurs = (candidate: PullRequestData) =>
    pullRequestIn(candidate).head.ref === head && candidate.base.ref === base && candidate.head.repo?.full_name.toLowerCase() === name;
  const candidates: readonly PullRequestData[] = await everyPage(
    (page) => octokit.rest.pulls.list({ ...query, ...page }),
    (entries) => entries.some((candidate) => isOurs(candidate) && candidate.state === "open"),
  );
  const ours = candidates
    .filter(isOurs)
    .map((candidate) => pullRequestOf(candidate, place.owner))
    .sort((a, b) => b.number - a.number);
  return ours.find(({ state }) => state === "open") ?? ours[0];
}

/** For some seconds, parts of GitHub may not know a branch that was just pushed. */
const maxAttempts = 4;

async function opened(repository: GitHubRepository, { title, body, head, base }: DesiredPullRequest): Promise<PullRequest> {
  const { octokit, place, access } = repository;
  const { sleep = sleepFor } = access;
  const create = async () => pullRequestOf((await octokit.rest.pulls.create({ ...place, title, body, head, base })).data, place.owner);
  const findOpen = async () => {
    const newest = await findPullRequest(repository, head, base);
    return newest?.state === "open" ? newest : undefined;
  };
  for (let tries = 1; ; tries += 1) {
    try {
      return await makeOnce(create, findOpen, access);
    } catch (error) {
      if (!(error instanceof ForgeFailure && error.problem === "refused")) throw error;
      const raced = /already exists/i.test(error.reason);
      const open = raced ? await findOpen() : undefined;
      if (open) return open;
      if (!(raced || /no commits between|head is invalid/i.test(error.reason)) || tries === maxAttempts) throw error;
      await sleep(1000 * 2 ** (tries - 1));
    }
  }
}

/** A run that finds the comment does not repeat it. */
async function closePullRequest({ octokit, place, access }: GitHubRepository, { number }: PullRequest, comment: string): Promise<void> {
  const at = { ...place, issue_number: number };
  const hasComment = async (): Promise<true | undefined> => {
    const comments = await everyPage((page) => octokit.rest.issues.listComments({ ...at, ...page }));
    return comments.some(({ body }) => body?.replaceAll("\r\n", "\n").trim() === comment.trim()) || undefined;
  };
  const create = async (): Promise<true> => {
    await octokit.rest.issues.createComment({ ...at, body: comment });
    return true;
  };
  if (!(await hasComment()))
    await makeOnce(create, hasComment, access).catch((error) => {
      // A locked conversation accepts no comment, and the pull request can be closed without one.
      if (!(error instanceof ForgeFailure && error.problem === "permission" && /locked/i.test(error.reason))) throw error;
    });
  await octokit.rest.pulls.update({ ...place, pull_number: number, state: "closed" });
}
