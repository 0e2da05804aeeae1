import type { Octokit } from "@octokit/rest";

/** How GitHub is reached for one repository, and by whose right. */
export interface GitHubAccess {
  /** `https://api.github.com`; of GitHub Enterprise `https://HOST/api/v3`. */
  readonly apiUrl: string;
  readonly owner: string;
  readonly repository: string;
  /** Asked before every call, since the tokens of an App last for an hour. */
  readonly token: () => Promise<string>;
  /** Where the token comes from, such as `GITHUB_TOKEN`: for those who have to put it right. */
  readonly tokenName?: string | undefined;
  /** Instead of the one that goes by the proxies of the environment. */
  readonly fetch?: typeof fetch | undefined;
  /** The environment that fedc was started with, which may name a proxy. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
  /** Told what is waited for. */
  readonly say?: ((line: string) => void) | undefined;
  /** How long one answer may take, in milliseconds. */
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
  /** Told what did not stop a pull request and is worth knowing: a sentence, and what to do. */
  warn(message: string, help: string): void;
}
