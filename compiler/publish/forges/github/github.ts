import type { Hosting } from "../hosting.ts";
import type { GitHubAccess, Repository } from "./access.ts";
import { client } from "./client.ts";
import { closePullRequest } from "./close-pull-request.ts";
import { findPullRequest } from "./find-pull-request.ts";
import { openPullRequest } from "./open-pull-request.ts";
import { updatePullRequest } from "./update-pull-request.ts";

export interface GitHubOptions extends GitHubAccess {
  readonly warn?: Repository["warn"] | undefined;
}

/**
 * The pull requests of one repository at GitHub or GitHub Enterprise. Each method throws a GitHubFailure if GitHub refuses it, and may be
 * repeated, in this run or a later one, without making anything twice.
 */
export function gitHub({ warn = () => {}, ...access }: GitHubOptions): Hosting {
  const place = { owner: access.owner, repo: access.repository };
  const repository: Repository = { octokit: client(access), access, place, warn };
  return {
    find: (head, base) => findPullRequest(repository, head, base),
    open: (desired) => openPullRequest(repository, desired),
    update: (pullRequest, desired) => updatePullRequest(repository, pullRequest, desired),
    close: (pullRequest, comment) => closePullRequest(repository, pullRequest, comment),
  };
}
