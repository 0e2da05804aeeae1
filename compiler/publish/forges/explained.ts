import { SecretToken, withoutSecret } from "../git/secret.ts";
import { type Limit, mayBeDone, wrongServerHelp } from "./answer.ts";
import { ForgeFailure } from "./forge.ts";
import { apiVariable, type FailedResponse, type ForgeApi, type ForgeCall, sourceOf, tokenOf } from "./forge-access.ts";
import { type NamedProxy, proxyFor, unusedProxyVariable } from "./proxy.ts";

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
  call: ForgeCall,
  api: ForgeApi,
  made: { readonly tries: number; readonly token: string },
): ForgeFailure {
  const hidden = (text: string) => withoutSecret(text, new SecretToken(made.token));
  const reason = hidden(answer.reason).slice(0, maxReasonLength);
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [name, typeof value === "string" ? hidden(value) : value]),
  );
  const { status } = answer;
  const { problem, message, help } =
    status === undefined || status >= 500
      ? { problem: "unreachable" as const, ...unanswered(answer, call, api, made.tries === 1 ? "" : `, ${made.tries} times`) }
      : refused({ ...answer, status, headers, reason }, call, api);
  return new ForgeFailure(problem, message, help, { reason, mayBeDone: mayBeDone(answer) });
}

/** A limit that lasts longer than fedc waits. */
export function limitFailure({ name, until }: Limit, { profile, access }: ForgeApi): ForgeFailure {
  const time = new Date(until).toISOString().replace(/\.\d+/, "");
  return new ForgeFailure(
    "limit",
    `${profile.name}'s ${name} of the token for ${tokenOf(access)} is used up until ${time}`,
    "publish again then",
  );
}

function refused(answer: FailedResponse & { readonly status: number }, call: ForgeCall, api: ForgeApi): Explained {
  const { profile, access } = api;
  const { status, headers, reason } = answer;
  const { doing, rights } = call;
  const place = `\`${access.owner}/${access.repository}\``;
  const because = reason === "" ? "" : `: ${reason}`;
  if (status === 401)
    return {
      problem: "token",
      message: `${profile.name} does not accept the token for ${tokenOf(access)}${because}`,
      help: `it is wrong, expired or revoked: put a valid one into ${sourceOf(access)}`,
    };
  // Gitea says of an archived repository that it is locked.
  if (status === 403 || (status === 423 && /archived/i.test(reason)))
    return {
      problem: "permission",
      message: `the token for ${tokenOf(access)} may not ${doing}${because}`,
      help: profile.rightsHelp(answer, call),
    };
  if (status === 404)
    return {
      problem: "not-found",
      message: `${place} is not visible to the token${access.tokenName === undefined ? "" : ` in \`${access.tokenName}\``}, so fedc cannot ${doing}`,
      help: `see that \`gitops.repository\` is right, and that the token covers that repository with ${rights}${whereAsked(api)}`,
    };
  if (moved.has(status) || (status === 405 && /moved/i.test(reason)))
    return { problem: "not-found", message: `${place} has moved${because}`, help: "write its new address into `gitops.repository`" };
  if (profile.refusals.includes(status))
    return {
      problem: "refused",
      message: `${profile.name} refuses to ${doing} in ${place}${because}`,
      help: "fix that, then publish again",
    };
  const id = headers[profile.requestId];
  return {
    problem: "unexpected",
    message: `${profile.name} answered ${status} when asked to ${doing} in ${place}${because}${typeof id === "string" ? ` (request ${id})` : ""}`,
    help:
      status === 409 || status === 423
        ? "publish again later; if the answer stays the same, put right what it says"
        : `go by what it says; if it says nothing, ${profile.name}'s support knows more by the number of the request`,
  };
}

/** If nobody named the API, another kind of server may have been asked. */
function whereAsked(api: ForgeApi): string {
  const { profile, access } = api;
  if (apiVariable(api) !== undefined || new URL(access.apiUrl).hostname === profile.publicApi) return "";
  return `; ${profile.name}'s API was looked for at \`${access.apiUrl}\`, since \`delivery: pull-request\` needs it`;
}

/** The forge was not reached, or failed to answer. */
function unanswered({ status, code = "" }: FailedResponse, { doing }: ForgeCall, api: ForgeApi, times: string) {
  const { profile, access } = api;
  const { apiUrl, environment = process.env } = access;
  const { host } = new URL(apiUrl);
  const asked = `when asked to ${doing} in \`${access.owner}/${access.repository}\`${times}`;
  if (status !== undefined) return { message: `\`${host}\` answered ${status} ${asked}`, help: later };
  const proxy = proxyFor(apiUrl, environment);
  if (proxy) return throughProxy(proxy, code, host, times);
  if (code === "TIMEOUT") return { message: `\`${host}\` did not answer in time ${asked}`, help: later };
  if (code === "no JSON") return { message: `\`${host}\` did not answer with complete JSON ${asked}`, help: wrongServerHelp(profile) };
  if (/CERT|SIGNATURE/.test(code)) return { message: `the certificate of \`${host}\` is not trusted: ${code}`, help: untrustedHelp };
  return { message: `\`${host}\` cannot be reached: ${code}${times}`, help: wayHelp(code, api) };
}

/** Help for a server that did not answer: check the origin of the address and the way there. Wait only for failures that may pass. */
function wayHelp(code: string, api: ForgeApi): string {
  const { profile, access } = api;
  const named = apiVariable(api);
  const { apiUrl, environment = process.env } = access;
  const unused = unusedProxyVariable(apiUrl, environment);
  if (unused !== undefined) return `\`${unused}\` names a proxy for http addresses only: name the one for https in \`HTTPS_PROXY\``;
  const address = named
    ? `see that \`${named}\` is right: \`${apiUrl}\``
    : `\`${apiUrl}\` follows from \`gitops.repository\`: see that ${profile.name} answers there, or name its API in \`${profile.apiVariables[0]}\``;
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
