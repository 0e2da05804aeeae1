import type { DesiredPullRequest, PullRequest, PullRequestText } from "./forge.ts";
import type { ForgeAccess } from "./forge-access.ts";

/** The calls in which one kind of forge differs from the others. Each is made as it is asked for; `pullRequests` decides which. */
export interface ForgeCalls {
  readonly access: ForgeAccess;
  /** The pull requests from a branch of this repository, and not of a fork, to a base branch. Without those that are older than an open one. */
  list(head: string, base: string): Promise<readonly PullRequest[]>;
  create(desired: Omit<DesiredPullRequest, "labels" | "reviewers">): Promise<PullRequest>;
  change(pullRequest: PullRequest, parts: Partial<Pick<PullRequestText, "title" | "body">>): Promise<PullRequest>;
  label(pullRequest: PullRequest, labels: readonly string[]): Promise<void>;
  /** Asks people and teams for reviews. Gives the names that the forge does not let be asked, and throws "refused" if one keeps all from being asked. */
  askForReviews(pullRequest: PullRequest, names: readonly string[]): Promise<readonly string[]>;
  /** The names among these that have not reviewed, and were not asked, where a pull request does not have all of those. */
  withoutReview(pullRequest: PullRequest, names: readonly string[]): Promise<readonly string[]>;
  comments(pullRequest: PullRequest): Promise<readonly string[]>;
  comment(pullRequest: PullRequest, text: string): Promise<void>;
  /** Closes it, also if it is closed. */
  shut(pullRequest: PullRequest): Promise<void>;
}
