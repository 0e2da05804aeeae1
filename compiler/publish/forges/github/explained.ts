import { SecretToken, withoutSecret } from "../../git/secret.ts";
import { ForgeFailure } from "../forge.ts";
import { type NamedProxy, proxyFor, unusedProxyVariable } from "../proxy.ts";
import { type GitHubAccess, isNamedApi, sourceOf, tokenOf } from "./access.ts";
import { type FailedResponse, type Limit, mayBeDone, notGitHub } from "./answer.ts";
import type { GitHubCall } from "./call.ts";

/** Redirects of a repository that was renamed. */
const moved: ReadonlySet<number> = new Set([301, 302, 307, 308]);

const maxReasonLength = 500;
const untrustedHelp = "name a file with the certificate of its authority in `NODE_EXTRA_CA_CERTS`";
const later = "publish again later: it continues where it stopped";

/** A message, and what to do. */
interface Explained {
  readonly problem: ForgeFailure["problem"];
  readonly message: string;
  readonly help: string;
}

/** Explains an answer to those who run fedc, and what they can do. */
export function explainedFailure(
  answer: FailedResponse,
  call: GitHubCall,
  access: GitHubAccess,
  made: { readonly tries: number; readonly token: string },
): ForgeFailure {
  const reason = withoutSecret(answer.reason, new SecretToken(made.token)).slice(0, maxReasonLength);
  const { status } = answer;
  const { problem, message, help } =
    status === undefined || status >= 500
      ? { problem: "unreachable" as const, ...unanswered(answer, call, access, made.tries === 1 ? "" : `, ${made.tries} times`) }
      : refused({ ...answer, status, reason }, call, access);
  return new ForgeFailure(problem, message, help, { reason, mayBeDone: mayBeDone(answer) });
}

/** A limit that lasts longer than fedc waits. */
export function limitFailure({ name, until }: Limit, access: GitHubAccess): ForgeFailure {
  const time = new Date(until).toISOString().replace(/\.\d+/, "");
  return new ForgeFailure("limit", `GitHub's ${name} of the token for ${tokenOf(access)} is used up until ${time}`, "publish again then");
}

function refused(answer: FailedResponse & { readonly status: number }, call: GitHubCall, access: GitHubAccess): Explained {
  const { status, headers, reason } = answer;
  const { doing, permission } = call;
  const place = `\`${access.owner}/${access.repository}\``;
  const because = reason === "" ? "" : `: ${reason}`;
  if (status === 401)
    return {
      problem: "token",
      message: `GitHub does not accept the token for ${tokenOf(access)}${because}`,
      help: `it is wrong, expired or revoked: put a valid one into ${sourceOf(access)}`,
    };
  if (status === 403)
    return {
      problem: "permission",
      message: `the token for ${tokenOf(access)} may not ${doing}${because}`,
      help: permissionHelp(answer, call),
    };
  if (status === 404)
    return {
      problem: "not-found",
      message: `${place} is not visible to the token${access.tokenName === undefined ? "" : ` in \`${access.tokenName}\``}, so fedc cannot ${doing}`,
      help: `see that \`gitops.repository\` is right, and that the token covers that repository with the permission \`${permission}\`${whereAsked(access)}`,
    };
  if (moved.has(status))
    return { problem: "not-found", message: `${place} has moved${because}`, help: "write its new address into `gitops.repository`" };
  if (status === 422)
    return { problem: "refused", message: `GitHub refuses to ${doing} in ${place}${because}`, help: "fix that, then publish again" };
  const id = headers["x-github-request-id"];
  return {
    problem: "unexpected",
    message: `GitHub answered ${status} when asked to ${doing} in ${place}${because}${typeof id === "string" ? ` (request ${id})` : ""}`,
    help:
      status === 409 || status === 423
        ? "publish again later; if the answer stays the same, put right what it says"
        : "go by what it says; if it says nothing, GitHub's support knows more by the number of the request",
  };
}

/** If nobody named the API, another server than GitHub may have been asked. */
function whereAsked(access: GitHubAccess): string {
  if (isNamedApi(access) || new URL(access.apiUrl).hostname === "api.github.com") return "";
  return `; GitHub's API was looked for at \`${access.apiUrl}\`, since \`delivery: pull-request\` needs it`;
}

/** GitHub names the accepted permissions in a header. */
function permissionHelp({ headers, reason }: FailedResponse, call: GitHubCall): string {
  if (/archived/i.test(reason))
    return "nothing can be changed in an archived repository: take it out of the archive, or out of federation.yaml";
  if (headers["x-github-sso"] !== undefined)
    return "the organization requires single sign-on: authorize the token for it in GitHub's settings";
  const permissions = headers["x-accepted-github-permissions"];
  const isReadable = typeof permissions === "string" && /^[\w=,; ]+$/.test(permissions);
  return `give it the permission \`${isReadable ? permissions : call.permission}\``;
}

/** GitHub was not reached, or failed to answer. */
function unanswered({ status, code = "" }: FailedResponse, { doing }: GitHubCall, access: GitHubAccess, times: string) {
  const { apiUrl, environment = process.env } = access;
  const { host } = new URL(apiUrl);
  const asked = `when asked to ${doing} in \`${access.owner}/${access.repository}\`${times}`;
  if (status !== undefined) return { message: `\`${host}\` answered ${status} ${asked}`, help: later };
  const proxy = proxyFor(apiUrl, environment);
  if (proxy) return throughProxy(proxy, code, host, times);
  if (code === "TIMEOUT") return { message: `\`${host}\` did not answer in time ${asked}`, help: later };
  if (code === "no JSON") return { message: `\`${host}\` answered with something else than whole JSON ${asked}`, help: notGitHub };
  if (/CERT|SIGNATURE/.test(code)) return { message: `the certificate of \`${host}\` is not trusted: ${code}`, help: untrustedHelp };
  return { message: `\`${host}\` cannot be reached: ${code}${times}`, help: wayHelp(code, access) };
}

/** What can help if nobody answered: the origin of the address, the way there, and to wait only for what may pass. */
function wayHelp(code: string, access: GitHubAccess): string {
  const { apiUrl, environment = process.env } = access;
  const unused = unusedProxyVariable(apiUrl, environment);
  if (unused !== undefined) return `\`${unused}\` names a proxy for http addresses only: name the one for https in \`HTTPS_PROXY\``;
  const address = isNamedApi(access)
    ? `see that \`GITHUB_API_URL\` is right: \`${apiUrl}\``
    : `\`${apiUrl}\` follows from \`gitops.repository\`: see that GitHub answers there, or name its API in \`GITHUB_API_URL\``;
  if (neverConnects.test(code)) return address;
  if (noWay.test(code)) return `${address}; if the way there is a proxy, name it in \`HTTPS_PROXY\`; if the server is down, ${later}`;
  return `${address}; ${later}`;
}

/** Something else answers there, or fetch refuses the port. */
const neverConnects = /^(?:ERR_(?:TLS|SSL|INVALID).*|bad port)$/;
const noWay = /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/;

/** The way goes through a proxy, so the message names the proxy. */
function throughProxy({ shown, variable }: NamedProxy, code: string, host: string, times: string) {
  const named = `the proxy \`${shown}\`, which \`${variable}\` names,`;
  const [, status] = /^PROXY (\d+)$/.exec(code) ?? [];
  if (status === "407")
    return {
      message: `${named} asks for credentials (407)`,
      help: `write user and password into \`${variable}\`, as \`http://USER:PASSWORD@HOST:PORT\`, with \`%\` codes for special characters`,
    };
  const except = `check that the proxy allows connections to \`${host}\`; if that needs no proxy, name it in \`NO_PROXY\``;
  if (status !== undefined) return { message: `${named} does not connect to \`${host}\`: ${status}${times}`, help: except };
  if (/CERT|SIGNATURE/.test(code))
    return { message: `the certificate that ${named} shows or passes on for \`${host}\` is not trusted: ${code}`, help: untrustedHelp };
  const failed = code === "TIMEOUT" ? "gave no answer in time" : `gave no answer: ${code}`;
  return { message: `${named} asked for \`${host}\`, ${failed}${times}`, help: `check that \`${variable}\` is right; ${except}` };
}
