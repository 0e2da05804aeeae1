/** Where the overlay of a cluster goes, and how. */
export interface GitopsEntry {
  readonly repository: string;
  readonly branch?: string;
  readonly path: string;
  readonly delivery: "pull-request" | "commit" | "directory";
  readonly forge?: "github" | "gitlab" | "gitea" | "forgejo";
  readonly reviewers?: readonly string[];
  readonly labels?: readonly string[];
  readonly synced?: { readonly status: string | readonly string[]; readonly hold?: string };
}
