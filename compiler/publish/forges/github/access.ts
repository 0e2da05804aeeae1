import type { Octokit } from "@octokit/rest";

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
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
  /** Reports waiting. */
  readonly say?: ((line: string) => void) | undefined;
  /** The time limit for one answer, in milliseconds. */
  readonly patience?: number | undefined;
}

/** Whether `GITHUB_API_URL` names the API; else its address follows from that of the repository. */
export function isNamedApi({ apiUrl, environment = process.env }: GitHubAccess): boolean {
  const plain = (url: string) => url.replace(/\/+$/, "");
  return plain(environment.GITHUB_API_URL ?? "") === plain(apiUrl);
}

/** One repository at GitHub, as everything that is done with it needs it. */
export interface Repository {
  readonly octokit: Octokit;
  readonly access: GitHubAccess;
  readonly place: { readonly owner: string; readonly repo: string };
  /** Reports a problem that did not stop a pull request: a sentence, and what to do. */
  warn(message: string, help: string): void;
}
