import { type GitHubAccess, isNamedApi } from "./access.ts";
import { type FailedResponse, mayBeDone } from "./answer.ts";
import type { GitHubCall } from "./call.ts";
import { GitHubFailure } from "./github-failure.ts";
import type { NamedProxy } from "./named-proxy.ts";
import { proxyFor, unusedProxyVariable } from "./proxy.ts";

/** Explains that GitHub was not reached, or failed to answer. */
export function unansweredFailure(answer: FailedResponse, call: GitHubCall, access: GitHubAccess, tries: number): GitHubFailure {
  const { host } = new URL(access.apiUrl);
  const lost = { reason: answer.reason, mayBeDone: mayBeDone(answer) };
  const place = `to ${call.doing} in \`${access.owner}/${access.repository}\``;
  const times = tries === 1 ? "" : `, ${tries} times`;
  const later = "publish again later: it continues where it stopped";
  const { status, code = "" } = answer;
  if (status !== undefined)
    return new GitHubFailure("unreachable", `\`${host}\` answered ${status} when asked ${place}${times}`, later, lost);
  const proxy = proxyFor(access.apiUrl, access.environment ?? process.env);
  if (proxy) return throughProxy(proxy, code, host, times, lost);
  if (code === "TIMEOUT")
    return new GitHubFailure("unreachable", `\`${host}\` did not answer in time when asked ${place}${times}`, later, lost);
  if (code === "no JSON")
    return new GitHubFailure(
      "unreachable",
      `\`${host}\` answered with something else than whole JSON when asked ${place}${times}`,
      "check that `GITHUB_API_URL` is the address of GitHub's API, and that no proxy answers in its place",
      lost,
    );
  if (/CERT|SIGNATURE/.test(code))
    return new GitHubFailure(
      "unreachable",
      `the certificate of \`${host}\` is not trusted: ${code}`,
      "name a file with the certificate of its authority in `NODE_EXTRA_CA_CERTS`",
      lost,
    );
  return new GitHubFailure("unreachable", `\`${host}\` cannot be reached: ${code}${times}`, wayHelp(code, access, later), lost);
}

/** What can help where nobody answered: where the address is from, the way there, and only for what may pass, to wait. */
function wayHelp(code: string, access: GitHubAccess, later: string): string {
  const { apiUrl, environment = process.env } = access;
  const unused = unusedProxyVariable(apiUrl, environment);
  if (unused !== undefined) return `\`${unused}\` names a proxy for http addresses only: name the one for https in \`HTTPS_PROXY\``;
  const address = isNamedApi(access)
    ? `see that \`GITHUB_API_URL\` is right: \`${apiUrl}\``
    : `\`${apiUrl}\` follows from \`gitops.repository\`: see that GitHub answers there, or name its API in \`GITHUB_API_URL\``;
  if (neverConnects.test(code)) return address;
  if (noWay.test(code)) return `${address}; where the way there is a proxy, name it in \`HTTPS_PROXY\`; where the server is down, ${later}`;
  return `${address}; ${later}`;
}

/** Something else answers there, or fetch goes to no such port. */
const neverConnects = /^(?:ERR_(?:TLS|SSL|INVALID).*|bad port)$/;
const noWay = /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/;

/** The way goes by a proxy, so it is the proxy that is named. */
function throughProxy(
  { shown, variable }: NamedProxy,
  code: string,
  host: string,
  times: string,
  lost: { readonly reason: string; readonly mayBeDone: boolean },
): GitHubFailure {
  const named = `the proxy \`${shown}\`, which \`${variable}\` names,`;
  const [, status] = /^PROXY (\d+)$/.exec(code) ?? [];
  if (status === "407")
    return new GitHubFailure(
      "unreachable",
      `${named} asks for credentials (407)`,
      `write user and password into \`${variable}\`, as \`http://USER:PASSWORD@HOST:PORT\`, with \`%\` codes for special characters`,
      lost,
    );
  const except = `check that the proxy allows connections to \`${host}\`; if that needs no proxy, name it in \`NO_PROXY\``;
  if (status !== undefined)
    return new GitHubFailure("unreachable", `${named} does not connect to \`${host}\`: ${status}${times}`, except, lost);
  if (/CERT|SIGNATURE/.test(code))
    return new GitHubFailure(
      "unreachable",
      `the certificate that ${named} shows or passes on for \`${host}\` is not trusted: ${code}`,
      "name a file with the certificate of its authority in `NODE_EXTRA_CA_CERTS`",
      lost,
    );
  const what = code === "TIMEOUT" ? "gave no answer in time" : `gave no answer: ${code}`;
  return new GitHubFailure(
    "unreachable",
    `${named} asked for \`${host}\`, ${what}${times}`,
    `check that \`${variable}\` is right; ${except}`,
    lost,
  );
}
