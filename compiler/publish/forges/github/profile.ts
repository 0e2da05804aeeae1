import { unexpectedFrom } from "../answer.ts";
import type { ForgeFailure } from "../forge.ts";
import type { FailedResponse, ForgeAccess, ForgeCall, ForgeProfile } from "../forge-access.ts";

/** GitHub and GitHub Enterprise. */
export const gitHubProfile: ForgeProfile = {
  name: "GitHub",
  apiVariables: ["GITHUB_API_URL"],
  apiExample: "`https://api.github.com`, or `https://HOST/api/v3` of GitHub Enterprise",
  publicApi: "api.github.com",
  // The secondary limit allows eighty calls per minute that make something new.
  pace: { atOnce: 50, between: 2000 },
  refusals: [422],
  rightsHelp: permissionHelp,
  requestId: "x-github-request-id",
};

/** The repository, in the words of the API. */
export function placeOf({ owner, repository }: ForgeAccess): { readonly owner: string; readonly repo: string } {
  return { owner, repo: repository };
}

/** An answer in JSON that is not what GitHub answers there. */
export function unexpectedAnswer(expected: string): ForgeFailure {
  return unexpectedFrom(gitHubProfile, expected);
}

/** GitHub names the accepted permissions in a header. */
function permissionHelp({ headers, reason }: FailedResponse, call: ForgeCall): string {
  if (/archived/i.test(reason))
    return "nothing can be changed in an archived repository: take it out of the archive, or out of federation.yaml";
  if (headers["x-github-sso"] !== undefined)
    return "the organization requires single sign-on: authorize the token for it in GitHub's settings";
  const permissions = headers["x-accepted-github-permissions"];
  const isReadable = typeof permissions === "string" && /^[\w=,; ]+$/.test(permissions);
  return `give it ${isReadable ? `the permission \`${permissions}\`` : call.rights}`;
}
