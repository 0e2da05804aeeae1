import { setTimeout as sleepFor } from "node:timers/promises";
import type { PullRequest, PullRequestText } from "../hosting.ts";
import type { Repository } from "./access.ts";
import { findPullRequest } from "./find-pull-request.ts";
import { GitHubFailure } from "./github-failure.ts";
import { makeOnce } from "./make-once.ts";
import { pullRequestOf } from "./pull-request-data.ts";
import { updatePullRequest } from "./update-pull-request.ts";

type DesiredPullRequest = PullRequestText & { readonly head: string; readonly base: string };

/** For some seconds, parts of GitHub may not know a branch that was just pushed. */
const maxAttempts = 4;

/** Opens a pull request, or takes one that is open already, and updates its text. */
export async function openPullRequest(repository: Repository, desired: DesiredPullRequest): Promise<PullRequest> {
  return await updatePullRequest(repository, await opened(repository, desired), desired);
}

async function opened(repository: Repository, desired: DesiredPullRequest): Promise<PullRequest> {
  const { sleep = sleepFor } = repository.access;
  for (let tries = 1; ; tries += 1) {
    try {
      return await made(repository, desired);
    } catch (error) {
      if (!(error instanceof GitHubFailure && error.problem === "refused")) throw error;
      const raced = /already exists/i.test(error.reason);
      const open = raced ? await findOpen(repository, desired) : undefined;
      if (open) return open;
      if (!(raced || /no commits between|head is invalid/i.test(error.reason)) || tries === maxAttempts) throw error;
      await sleep(1000 * 2 ** (tries - 1));
    }
  }
}

async function made(repository: Repository, desired: DesiredPullRequest): Promise<PullRequest> {
  const { octokit, place, access } = repository;
  const { title, body, head, base } = desired;
  return await makeOnce(
    async () => pullRequestOf((await octokit.rest.pulls.create({ ...place, title, body, head, base })).data, place.owner),
    () => findOpen(repository, desired),
    access,
  );
}

async function findOpen(repository: Repository, { head, base }: DesiredPullRequest): Promise<PullRequest | undefined> {
  const found = await findPullRequest(repository, head, base);
  return found?.state === "open" ? found : undefined;
}
