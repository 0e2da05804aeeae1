import { ForgeFailure } from "../forge.ts";
import type { ForgeAccess } from "../forge-access.ts";
import { wholeList } from "../pages.ts";
import { client } from "./client.ts";
import { gitHubProfile, placeOf, unexpectedAnswer } from "./profile.ts";

export interface GitHubAccount {
  readonly id: number;
  readonly login: string;
}

/** A pull request as it is now. The event that started a run may be older. */
export interface CurrentPullRequest {
  readonly number: number;
  readonly isOpen: boolean;
  /** The account that opened it; undefined if it was deleted. */
  readonly author: GitHubAccount | undefined;
  /** Commits. */
  readonly head: string;
  readonly base: string;
  /** The branch that it goes into, and the default branch of the repository. */
  readonly into: string;
  readonly defaultBranch: string;
  readonly fromFork: boolean;
}

/** A review as it stands: GitHub changes the state of one that is dismissed. */
export interface Review {
  readonly reviewer: GitHubAccount;
  readonly state: string;
  /** The commit that the reviewer saw. */
  readonly commit: string | undefined;
  /** In milliseconds since 1970. */
  readonly submitted: number;
}

/** Reads a pull request. Throws a ForgeFailure if GitHub refuses it. */
export async function readPullRequest(access: ForgeAccess, number: number): Promise<CurrentPullRequest> {
  const { data } = await client(access).rest.pulls.get({ ...placeOf(access), pull_number: number });
  const { state, user, head, base } = data;
  const texts = [head?.sha, base?.sha, base?.ref, base?.repo?.default_branch, base?.repo?.full_name];
  if (data.number !== number || texts.some((text) => typeof text !== "string" || text === "")) throw unexpectedAnswer("a pull request");
  return {
    number,
    isOpen: state === "open",
    author: accountIn(user),
    head: head.sha,
    base: base.sha,
    into: base.ref,
    defaultBranch: base.repo.default_branch,
    fromFork: head.repo?.full_name !== base.repo.full_name,
  };
}

/** All reviews that were submitted, the oldest first. Throws a ForgeFailure if GitHub refuses them. */
export async function readReviews(access: ForgeAccess, number: number): Promise<readonly Review[]> {
  const { rest } = client(access);
  const at = { ...placeOf(access), pull_number: number };
  const all = await wholeList(gitHubProfile, (page) => rest.pulls.listReviews({ ...at, ...page }), "reviews");
  return all.flatMap(({ user, state, commit_id: commit, submitted_at: submitted }) => {
    if (typeof state !== "string") throw unexpectedAnswer("reviews");
    // A draft of a review has no time, and a deleted account is nobody.
    const reviewer = accountIn(user);
    if (!reviewer || submitted === undefined) return [];
    return [{ reviewer, state, commit: commit ?? undefined, submitted: timeOf(submitted) }];
  });
}

const baseChanges: ReadonlySet<string> = new Set(["base_ref_changed", "automatic_base_change_succeeded"]);

/** When the pull request was last given another branch to go into, in milliseconds since 1970. Throws a ForgeFailure if GitHub refuses it. */
export async function lastBaseChange(access: ForgeAccess, number: number): Promise<number | undefined> {
  const { rest } = client(access);
  const at = { ...placeOf(access), issue_number: number };
  const all = await wholeList(gitHubProfile, (page) => rest.issues.listEvents({ ...at, ...page }), "events of the pull request");
  const times = all.flatMap(({ event, created_at: created }) => (baseChanges.has(event) ? [timeOf(created)] : []));
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Whether an account may push to the repository. GitHub counts only the reviews of those. Throws a ForgeFailure if it is not known. */
export async function mayWrite(access: ForgeAccess, login: string): Promise<boolean> {
  try {
    const at = { ...placeOf(access), username: login };
    const { data } = await client(access).rest.repos.getCollaboratorPermissionLevel(at);
    if (typeof data.permission !== "string") throw unexpectedAnswer("the rights of an account");
    return data.permission === "admin" || data.permission === "write";
  } catch (error) {
    // GitHub does not know an account that was renamed or deleted since its review.
    if (error instanceof ForgeFailure && error.problem === "not-found") return false;
    throw error;
  }
}

/** The accounts in a team and in the teams below it. Throws a ForgeFailure if the team does not exist, or the token may not read it. */
export async function teamMembers(access: ForgeAccess, org: string, team: string): Promise<ReadonlySet<number>> {
  const { rest } = client(access);
  const all = await wholeList(
    gitHubProfile,
    (page) => rest.teams.listMembersInOrg({ org, team_slug: team, ...page }),
    "members of the team",
  );
  return new Set(all.map(({ id }) => id));
}

function accountIn(user: GitHubAccount | null): GitHubAccount | undefined {
  if (!user) return undefined;
  const { id, login } = user;
  if (!Number.isSafeInteger(id) || typeof login !== "string") throw unexpectedAnswer("an account");
  return { id, login };
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw unexpectedAnswer("a time");
  return time;
}
