import type { Octokit } from "@octokit/rest";
import type { Variables } from "../../environment.ts";
import { ForgeFailure } from "../forge.ts";
import { thisMachine } from "../proxy.ts";

/** How to reach one repository at GitHub, and with which token. */
export interface GitHubAccess {
  /** `https://api.github.com`; of GitHub Enterprise `https://HOST/api/v3`. */
  readonly apiUrl: string;
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
}

/** One repository at GitHub, as everything that is done with it needs it. */
export interface GitHubRepository {
  readonly octokit: Octokit;
  readonly access: GitHubAccess;
  readonly place: { readonly owner: string; readonly repo: string };
  /** Reports a problem that did not stop a pull request: a sentence, and what to do. */
  warn(message: string, help: string): void;
}

/** The repository, in the words of the API. */
export function placeOf({ owner, repository }: GitHubAccess): GitHubRepository["place"] {
  return { owner, repo: repository };
}

/** Whether `GITHUB_API_URL` names the API. If it does not, the address follows from that of the repository. */
export function isNamedApi({ apiUrl, environment = process.env }: GitHubAccess): boolean {
  const plain = (url: string) => url.replace(/\/+$/, "");
  return plain(environment.GITHUB_API_URL ?? "") === plain(apiUrl);
}

/** The repository of a token, and the variable that holds it. */
export function tokenOf({ owner, repository, tokenName }: GitHubAccess): string {
  return `\`${owner}/${repository}\`${tokenName === undefined ? "" : ` in \`${tokenName}\``}`;
}

/** The variable of the token, in the words of a help text. */
export function sourceOf({ tokenName }: GitHubAccess): string {
  return tokenName === undefined ? "the variable that it is read from" : `\`${tokenName}\``;
}

const addressHelp = "`GITHUB_API_URL` is `https://api.github.com`, or `https://HOST/api/v3` of GitHub Enterprise; tokens go elsewhere";

/** The token for a call. Throws a ForgeFailure if it does not fit into a header, which fetch would quote, or if the server may not see it. */
export async function usableToken(access: GitHubAccess): Promise<string> {
  const { apiUrl } = access;
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
