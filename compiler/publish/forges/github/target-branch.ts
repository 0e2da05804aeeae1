import type { ForgeAccess } from "../forge-access.ts";
import { wholeList } from "../pages.ts";
import { client } from "./client.ts";
import { gitHubProfile, placeOf, unexpectedAnswer } from "./profile.ts";

/** Whether a commit is part of a branch. Throws a ForgeFailure if GitHub refuses to compare them. */
export async function isInBranch(access: ForgeAccess, branch: string, commit: string): Promise<boolean> {
  const { repos } = client(access).rest;
  // A comparison takes the name of a tag too, and a tag of the branch's name could lead elsewhere. So the branch is looked up first.
  const { data } = await repos.getBranch({ ...placeOf(access), branch });
  const tip = data.commit?.sha;
  if (!/^[0-9a-f]{40,64}$/.test(tip ?? "")) throw unexpectedAnswer("a branch");
  if (tip === commit) return true;
  const comparison = await repos.compareCommitsWithBasehead({ ...placeOf(access), basehead: `${tip}...${commit}`, per_page: 1 });
  return comparison.data.status === "behind";
}

/**
 * Whether the merge queue of a branch asks only for the checks of the last pull request in a group, and merges the others unchecked. Only rulesets
 * tell; the older branch protection does not. Throws a ForgeFailure if GitHub refuses to tell.
 */
export async function queueChecksOnlyTheLast(access: ForgeAccess, branch: string): Promise<boolean> {
  const { repos } = client(access).rest;
  const rules = await wholeList(gitHubProfile, (page) => repos.getBranchRules({ ...placeOf(access), branch, ...page }), "rules");
  return rules.some((rule) => rule.type === "merge_queue" && rule.parameters?.grouping_strategy === "HEADGREEN");
}
