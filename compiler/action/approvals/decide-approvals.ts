import type { Remark } from "../../findings/answer.ts";
import type { LatestReview } from "./latest-reviews.ts";
import { accountOf, type OwnerAccount } from "./owner-account.ts";

/** Whose approval a change asks for. */
export interface AskedApprovals {
  readonly owners: readonly { readonly owner: string; readonly for: readonly string[] }[];
  /** Changes that need an approval while nobody can give it. */
  readonly unowned: readonly string[];
}

/** Whether an owner has approved. */
export interface OwnerDecision {
  readonly owner: string;
  readonly for: readonly string[];
  /** The accounts that approved for the owner. */
  readonly by: readonly string[];
  /** Why the approval is missing; undefined if it is given. */
  readonly missing: Remark | undefined;
}

export interface ApprovalsDecision {
  readonly owners: readonly OwnerDecision[];
  readonly unowned: readonly string[];
}

/** What GitHub knows about accounts. */
export interface Accounts {
  /** The name of the account that opened the pull request. */
  readonly author: string | undefined;
  mayWrite(login: string): Promise<boolean>;
  /** The members of a team, or why they cannot be read. */
  members(org: string, team: string): Promise<ReadonlySet<number> | Remark>;
}

/** Decides for each owner by the latest review of each of its accounts. An owner for which that cannot be told has not approved. */
export async function decideApprovals(
  { owners, unowned }: AskedApprovals,
  reviews: readonly LatestReview[],
  accounts: Accounts,
): Promise<ApprovalsDecision> {
  const decisions: OwnerDecision[] = [];
  for (const { owner, for: subjects } of owners)
    decisions.push({ owner, for: subjects, ...(await decisionFor(accountOf(owner), reviews, accounts)) });
  return { owners: decisions, unowned };
}

/** Whether every approval that the change asks for is given. */
export function isApproved({ owners, unowned }: ApprovalsDecision): boolean {
  return unowned.length === 0 && owners.every(({ missing }) => missing === undefined);
}

async function decisionFor(
  account: OwnerAccount | undefined,
  reviews: readonly LatestReview[],
  accounts: Accounts,
): Promise<Pick<OwnerDecision, "by" | "missing">> {
  const missing = (message: string, help: string) => ({ by: [], missing: { message, help } });
  if (!account) return missing("this is no account at GitHub", "write the `owner` as `@user` or `@org/team`");
  if ("user" in account && accounts.author !== undefined && sameName(account.user, accounts.author))
    return missing("this account opened the pull request", "let somebody else open it, or name a team as the `owner`");
  const members = "team" in account ? await accounts.members(account.org, account.team) : undefined;
  if (members && "message" in members) return { by: [], missing: members };

  const own = reviews.filter(({ id, login }) => ("user" in account ? sameName(login, account.user) : members?.has(id)));
  const counted: LatestReview[] = [];
  for (const review of own) counted.push(await withRights(review, accounts));
  const names = (says: LatestReview["says"]) => counted.filter((review) => review.says === says).map(({ login }) => login);
  const [approving, objecting] = [names("approves"), names("objects")];
  if (objecting.length > 0)
    return missing(`${objecting.join(", ")} asks for changes`, "the approval counts once they approve, or their review is dismissed");
  if (approving.length > 0) return { by: approving, missing: undefined };
  const others = counted.map(({ login, because }) => `${login}: ${because}`);
  if (others.length > 0) return missing(others.join("; "), "the approval is needed for the commit that is the head now");
  if (members?.size === 0)
    return missing("the team has no members, or the token may not see them", "check the team, and the rights of `team-token`");
  return missing("no review yet", members ? "a member of the team approves, other than the author" : "this account approves");
}

/** GitHub counts only the reviews of those who may push. This also leaves out an account that took over the name of somebody who left. */
async function withRights(review: LatestReview, accounts: Accounts): Promise<LatestReview> {
  if (review.says === "nothing" || (await accounts.mayWrite(review.login))) return review;
  return { ...review, says: "nothing", because: "may not write to this repository, so GitHub does not count the review" };
}

/** Names at GitHub are case-insensitive. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
