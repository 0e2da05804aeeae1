import type { Octokit } from "@octokit/rest";
import type { GitHubAccess } from "./access.ts";

/** One repository at GitHub, as everything that is done with it needs it. */
export interface Repository {
  readonly octokit: Octokit;
  readonly access: GitHubAccess;
  readonly place: { readonly owner: string; readonly repo: string };
  /** Told what did not stop a pull request and is worth knowing: a sentence, and what to do. */
  warn(message: string, help: string): void;
}
