import { SecretToken, withoutSecret } from "../../git/secret.ts";
import { type GitHubAccess, isNamedApi } from "./access.ts";
import type { FailedResponse } from "./answer.ts";
import type { GitHubCall } from "./call.ts";
import { GitHubFailure } from "./github-failure.ts";
import type { Limit } from "./rate-limit.ts";
import { sourceOf, tokenOf } from "./token.ts";
import { unansweredFailure } from "./unanswered.ts";

/** Redirects of a repository that was renamed. */
const moved: ReadonlySet<number> = new Set([301, 302, 307, 308]);

const maxReasonLength = 500;

/** Explains an answer to those who run fedc, and what they can do. */
export function explainedFailure(
  answer: FailedResponse,
  call: GitHubCall,
  access: GitHubAccess,
  made: { readonly tries: number; readonly token: string },
): GitHubFailure {
  const { status, headers } = answer;
  const reason = withoutSecret(answer.reason, new SecretToken(made.token)).slice(0, maxReasonLength);
  const { tokenName } = access;
  const place = `\`${access.owner}/${access.repository}\``;
  const because = reason === "" ? "" : `: ${reason}`;
  if (status === undefined || status >= 500) return unansweredFailure({ ...answer, reason }, call, access, made.tries);
  if (status === 401)
    return new GitHubFailure(
      "token",
      `GitHub does not accept the token for ${tokenOf(access)}${because}`,
      `it is wrong, expired or revoked: put a valid one into ${sourceOf(access)}`,
      { reason },
    );
  if (status === 403)
    return new GitHubFailure(
      "permission",
      `the token for ${tokenOf(access)} may not ${call.doing}${because}`,
      permissionHelp(answer, call),
      {
        reason,
      },
    );
  if (status === 404)
    return new GitHubFailure(
      "not-found",
      `${place} is not visible to the token${tokenName === undefined ? "" : ` in \`${tokenName}\``}, so fedc cannot ${call.doing}`,
      `see that \`gitops.repository\` is right, and that the token covers that repository with the permission \`${call.permission}\`${whereAsked(access)}`,
      { reason },
    );
  if (moved.has(status))
    return new GitHubFailure("not-found", `${place} has moved${because}`, "write its new address into `gitops.repository`", { reason });
  if (status === 422)
    return new GitHubFailure("refused", `GitHub refuses to ${call.doing} in ${place}${because}`, "fix that, then publish again", {
      reason,
    });
  const said = typeof headers["x-github-request-id"] === "string" ? ` (request ${headers["x-github-request-id"]})` : "";
  return new GitHubFailure(
    "unexpected",
    `GitHub answered ${status} when asked to ${call.doing} in ${place}${because}${said}`,
    status === 409 || status === 423
      ? "publish again later; where the answer stays the same, put right what it says"
      : "go by what it says; where it says nothing, GitHub's support knows more by the number of the request",
    { reason },
  );
}

/** Where nobody named the API, another server than GitHub may have been asked. */
function whereAsked(access: GitHubAccess): string {
  const { apiUrl } = access;
  if (isNamedApi(access) || new URL(apiUrl).hostname === "api.github.com") return "";
  return `; GitHub's API was looked for at \`${apiUrl}\`, since \`delivery: pull-request\` needs it`;
}

/** A limit that lasts longer than fedc waits. */
export function limitFailure({ name, until }: Limit, access: GitHubAccess): GitHubFailure {
  const time = new Date(until).toISOString().replace(/\.\d+/, "");
  return new GitHubFailure("limit", `GitHub's ${name} of the token for ${tokenOf(access)} is used up until ${time}`, "publish again then");
}

/** GitHub names the accepted permissions in a header. */
function permissionHelp({ headers, reason }: FailedResponse, call: GitHubCall): string {
  if (/archived/i.test(reason))
    return "nothing can be changed in an archived repository: take it out of the archive, or out of federation.yaml";
  if (headers["x-github-sso"] !== undefined)
    return "the organization requires single sign-on: authorize the token for it in GitHub's settings";
  const permissions = headers["x-accepted-github-permissions"];
  const known = typeof permissions === "string" && /^[\w=,; ]+$/.test(permissions);
  return `give it the permission \`${known ? permissions : call.permission}\``;
}
