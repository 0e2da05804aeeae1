import { dirname } from "node:path";
import type { Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { ForgeFailure } from "../../publish/forges/forge.ts";
import type { ForgeAccess } from "../../publish/forges/forge-access.ts";
import { lastBaseChange, mayWrite, readPullRequest, readReviews, teamMembers } from "../../publish/forges/github/reviewed-pull-request.ts";
import type { Compared } from "../compared.ts";
import { gitHubAccess, readingFailure } from "../github-access.ts";
import type { Inputs } from "../inputs.ts";
import type { Environment, WorkflowEvent } from "../workflow-event.ts";
import { type Accounts, type ApprovalsDecision, type AskedApprovals, decideApprovals } from "./decide-approvals.ts";
import { refuseReplacedFiles } from "./former-files.ts";
import { latestReviews } from "./latest-reviews.ts";
import { requireTriedMerge } from "./tried-merge.ts";

/**
 * Whether the owners whom a change asks have approved it, by the reviews that the pull request has now. Throws a Failure if that cannot be
 * decided.
 */
export async function readApprovals(
  base: string,
  compared: Compared,
  inputs: Inputs,
  workflowEvent: WorkflowEvent,
  environment: Environment,
): Promise<ApprovalsDecision> {
  const number = workflowEvent.pullRequest?.number ?? workflowEvent.mergeGroup?.number;
  if (number === undefined)
    throw new Failure(
      `\`${workflowEvent.event}\` names no pull request whose approvals could be read`,
      "set `require-approval` only for pull requests and merge groups, or name the number in `pull-request`",
    );
  const access = gitHubAccess(inputs.token, "token", environment);
  try {
    const pull = await readPullRequest(access, number);
    await requireTriedMerge(dirname(inputs.file), workflowEvent, pull, access);
    const asked = askedApprovals(compared);
    if (!("unknown" in compared)) await refuseReplacedFiles(inputs.file, base, compared);
    if (asked.owners.length === 0) return { owners: [], unowned: asked.unowned };
    const reviews = latestReviews(await readReviews(access, number), pull, await lastBaseChange(access, number));
    return await decideApprovals(asked, reviews, accountsAt(access, pull.author?.login, inputs, environment));
  } catch (error) {
    if (error instanceof ForgeFailure) throw readingFailure(error, "the approvals");
    throw error;
  }
}

/** Whose approval the change asks for. */
function askedApprovals(compared: Compared): AskedApprovals {
  if ("unknown" in compared)
    throw new Failure(
      `it is not known whose approval is needed: ${compared.unknown}`,
      "somebody who may bypass the rules merges the repair of that file",
    );
  const { asked, unowned } = compared.approvals;
  return { owners: asked, unowned };
}

/** More teams would use up the limit of calls, for everybody's pull requests. */
const maxTeams = 100;

/** Asks GitHub about each account and each team once. */
function accountsAt(access: ForgeAccess, author: string | undefined, { teamToken }: Inputs, environment: Environment): Accounts {
  const teams = teamToken === undefined ? access : gitHubAccess(teamToken, "team-token", environment);
  const rights = new Map<string, Promise<boolean>>();
  const members = new Map<string, ReturnType<Accounts["members"]>>();
  const once = <Value>(known: Map<string, Promise<Value>>, key: string, ask: () => Promise<Value>) => {
    const value = known.get(key) ?? ask();
    known.set(key, value);
    return value;
  };
  return {
    author,
    mayWrite: (login) => once(rights, login, () => mayWrite(access, login)),
    members: (org, team) =>
      once(members, `${org}/${team}`.toLowerCase(), async () => (members.size < maxTeams ? membersOf(teams, org, team) : tooManyTeams)),
  };
}

const tooManyTeams: Remark = { message: `undecided: the change asks more than ${maxTeams} teams`, help: "split the change" };

/** A team that cannot be read is undecided. The owners who are users are decided all the same. */
async function membersOf(access: ForgeAccess, org: string, team: string): ReturnType<Accounts["members"]> {
  try {
    return await teamMembers(access, org, team);
  } catch (error) {
    if (!(error instanceof ForgeFailure)) throw error;
    if (!["permission", "not-found", "token"].includes(error.problem)) throw error;
    return {
      message: `undecided: the team does not exist, or \`${access.tokenName}\` may not read its members`,
      help: "give `team-token` a token of a GitHub App, or a fine-grained one, with the organization's permission `Members: read`",
    };
  }
}
