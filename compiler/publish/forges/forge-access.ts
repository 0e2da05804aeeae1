import type { Variables } from "../environment.ts";
import { ForgeFailure } from "./forge.ts";
import { thisMachine } from "./proxy.ts";

/** How to reach one repository at a forge, and with which token. */
export interface ForgeAccess {
  /** `https://api.github.com`, `https://HOST/api/v3` of GitHub Enterprise, `https://HOST/api/v4` of GitLab, `https://HOST/api/v1` of Gitea. */
  readonly apiUrl: string;
  /** At GitLab with all its groups. */
  readonly owner: string;
  readonly repository: string;
  /** Asked before every call, since the tokens of an App last for an hour. */
  readonly token: () => Promise<string>;
  /** The variable of the token, such as `GITHUB_TOKEN`, for messages. */
  readonly tokenName?: string | undefined;
  /** Replaces the default, which uses the proxies of the environment. */
  readonly fetch?: typeof fetch | undefined;
  /** The environment that fedc was started with, which may name a proxy. */
  readonly environment?: Variables | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
  /** Reports waiting. */
  readonly say?: ((line: string) => void) | undefined;
  /** The time limit for one answer, in milliseconds. */
  readonly patience?: number | undefined;
  /** Reports a problem that did not stop a pull request: a sentence, and what to do. */
  readonly warn?: ((message: string, help: string) => void) | undefined;
}

/** The answer to a call that failed. */
export interface FailedResponse {
  /** Missing if there was no complete answer. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly reason: string;
  /** The error of the system if there was no answer, such as ECONNRESET; `TIMEOUT` if none came in time. */
  readonly code?: string;
}

/** A kind of call: its name in messages, the rights that it needs, and whether calling twice has the same effect as once. */
export interface ForgeCall {
  readonly doing: string;
  /** Such as "the permission `Pull requests: write`". */
  readonly rights: string;
  readonly repeatable: boolean;
}

/** The words and habits in which one kind of forge differs from the others, for all calls. */
export interface ForgeProfile {
  /** `GitHub` */
  readonly name: string;
  /** The variables that may name its API, the most specific first. */
  readonly apiVariables: readonly [string, ...string[]];
  /** Addresses of its API, for the help about a wrong one. */
  readonly apiExample: string;
  /** The host of the public API, which nobody has to name. */
  readonly publicApi: string;
  /** Its limit of calls that make something: so many at once, and then one in so many milliseconds. */
  readonly pace: { readonly atOnce: number; readonly between: number };
  /** The statuses by which it refuses what is well formed. */
  readonly refusals: readonly number[];
  /** Help for a token that may not do something. */
  readonly rightsHelp: (answer: FailedResponse, call: ForgeCall) => string;
  /** The number of a call in the words of its support, if the answer has one. */
  readonly requestId: string;
}

/** A repository at one kind of forge. */
export interface ForgeApi {
  readonly profile: ForgeProfile;
  readonly access: ForgeAccess;
}

/** The variable that names the API; undefined if its address follows from that of the repository. */
export function apiVariable({ profile, access: { apiUrl, environment = process.env } }: ForgeApi): string | undefined {
  const plain = (url: string) => url.replace(/\/+$/, "");
  return profile.apiVariables.find((name) => environment[name] && plain(environment[name]) === plain(apiUrl));
}

/** The repository of a token, and the variable that holds it. */
export function tokenOf({ owner, repository, tokenName }: ForgeAccess): string {
  return `\`${owner}/${repository}\`${tokenName === undefined ? "" : ` in \`${tokenName}\``}`;
}

/** The variable of the token, in the words of a help text. */
export function sourceOf({ tokenName }: ForgeAccess): string {
  return tokenName === undefined ? "the variable that it is read from" : `\`${tokenName}\``;
}

/** The token for a call. Throws a ForgeFailure if it does not fit into a header, which fetch would quote, or if the server may not see it. */
export async function usableToken({ profile, access }: ForgeApi): Promise<string> {
  const { apiUrl } = access;
  const addressHelp = `\`${profile.apiVariables[0]}\` is ${profile.apiExample}; tokens go elsewhere`;
  if (!URL.canParse(apiUrl)) throw new ForgeFailure("token", `\`${apiUrl}\` is not the address of an API`, addressHelp);
  const { protocol, hostname, username, password } = new URL(apiUrl);
  if (username !== "" || password !== "")
    throw new ForgeFailure("token", `the address of the API at \`${hostname}\` has a password in it`, addressHelp);
  if (protocol !== "https:" && !thisMachine.test(hostname))
    throw new ForgeFailure("token", `\`${apiUrl}\` is not https, and a token would be read on the way`, "name an address with https");
  const token = (await access.token()).trim();
  const fault = token === "" ? "is empty" : /[^!-~]/.test(token) ? "has characters that no token has" : undefined;
  if (fault) throw new ForgeFailure("token", `the token for ${tokenOf(access)} ${fault}`, `put a token into ${sourceOf(access)}`);
  return token;
}
