import type { Access } from "./access.ts";
import { type Answer, mayBeDone } from "./answer.ts";
import type { Call } from "./call.ts";
import { GitHubFailure } from "./github-failure.ts";

/** GitHub was not reached, or did not manage to answer. */
export function unanswered(answer: Answer, call: Call, access: Access, tries: number): GitHubFailure {
  const { host } = new URL(access.apiUrl);
  const lost = { reason: answer.reason, mayBeDone: mayBeDone(answer) };
  const place = `to ${call.doing} in \`${access.owner}/${access.repository}\``;
  const times = tries === 1 ? "" : `, ${tries} times`;
  const later = "publish again later: it goes on where it stopped";
  const { status, code = "" } = answer;
  if (status !== undefined)
    return new GitHubFailure("unreachable", `\`${host}\` answered ${status} when asked ${place}${times}`, later, lost);
  if (code === "TIMEOUT")
    return new GitHubFailure("unreachable", `\`${host}\` did not answer in time when asked ${place}${times}`, later, lost);
  if (code === "no JSON")
    return new GitHubFailure(
      "unreachable",
      `\`${host}\` answered with something else than whole JSON when asked ${place}${times}`,
      "see that `GITHUB_API_URL` is the address of GitHub's API, and that no proxy answers in its place",
      lost,
    );
  if (/CERT|SIGNATURE/.test(code))
    return new GitHubFailure(
      "unreachable",
      `the certificate of \`${host}\` is not trusted: ${code}`,
      "name a file with the certificate of its authority in `NODE_EXTRA_CA_CERTS`",
      lost,
    );
  return new GitHubFailure(
    "unreachable",
    `\`${host}\` cannot be reached: ${code}${times}`,
    `see that \`GITHUB_API_URL\` is right; ${later}`,
    lost,
  );
}
