import { setTimeout as sleepFor } from "node:timers/promises";
import type { PullRequest, PullRequestText } from "../hosting.ts";
import { findPullRequest } from "./find-pull-request.ts";
import { GitHubFailure } from "./github-failure.ts";
import { makeOnce } from "./make-once.ts";
import { pullRequestOf } from "./pull-request-data.ts";
import type { Repository } from "./repository.ts";
import { updatePullRequest } from "./update-pull-request.ts";

type Wanted = PullRequestText & { readonly head: string; readonly base: string };

/** A branch that was just pushed may be unknown to the rest of GitHub for some seconds. */
const mostTries = 4;

/** Opens a pull request, or takes the one that is open after all, and brings it to the text. */
export async function openPullRequest(repository: Repository, wanted: Wanted): Promise<PullRequest> {
  return await updatePullRequest(repository, await opened(repository, wanted), wanted);
}

async function opened(repository: Repository, wanted: Wanted): Promise<PullRequest> {
  const { sleep = sleepFor } = repository.access;
  for (let tries = 1; ; tries += 1) {
    try {
      return await made(repository, wanted);
    } catch (error) {
      if (!(error instanceof GitHubFailure && error.trouble === "refused")) throw error;
      const raced = /already exists/i.test(error.reason);
      const there = raced ? await findOpen(repository, wanted) : undefined;
      if (there) return there;
      if (!(raced || /no commits between|head is invalid/i.test(error.reason)) || tries === mostTries) throw error;
      await sleep(1000 * 2 ** (tries - 1));
    }
  }
}

async function made(repository: Repository, wanted: Wanted): Promise<PullRequest> {
  const { octokit, place, access } = repository;
  const { title, body, head, base } = wanted;
  return await makeOnce(
    async () => pullRequestOf((await octokit.rest.pulls.create({ ...place, title, body, head, base })).data, place.owner),
    () => findOpen(repository, wanted),
    access,
  );
}

async function findOpen(repository: Repository, { head, base }: Wanted): Promise<PullRequest | undefined> {
  const found = await findPullRequest(repository, head, base);
  return found?.state === "open" ? found : undefined;
}
