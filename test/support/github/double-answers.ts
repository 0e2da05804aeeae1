import { accountId, branch, type DoublePull, type DoubleRepository } from "./double-state.ts";

/** What a call comes to. */
export interface DoubleAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const documentation = "https://docs.github.com/rest";

export function failed(status: number, message: string, headers: Readonly<Record<string, string>> = {}): DoubleAnswer {
  return { status, headers, body: { message, documentation_url: documentation, status: String(status) } };
}

/** GitHub's way to refuse what is well formed. */
export function invalid(...errors: readonly { readonly field?: string; readonly code: string; readonly message?: string }[]): DoubleAnswer {
  const body = { message: "Validation Failed", errors: errors.map((error) => ({ resource: "PullRequest", ...error })) };
  return { status: 422, body: { ...body, documentation_url: documentation } };
}

/** A pull request as JSON. What fedc does not read is filled in from GitHub's description. */
export function pullAsJson(pull: DoublePull, repository: DoubleRepository, owner: string, name: string): object {
  const repo = { id: 1, name, full_name: `${owner}/${name}`, owner: { login: owner }, default_branch: "main" };
  const sha = pull.closedAt ?? branch(repository, pull.head) ?? "0".repeat(40);
  return {
    number: pull.number,
    html_url: `https://github.example/${owner}/${name}/pull/${pull.number}`,
    state: pull.state,
    merged_at: pull.merged ? "2026-01-01T00:00:00Z" : null,
    title: pull.title,
    body: pull.body,
    user: { login: pull.author, id: accountId(pull.author) },
    labels: pull.labels.map((label) => ({ name: label })),
    requested_reviewers: pull.reviewers.map((login) => ({ login })),
    requested_teams: pull.teams.map((slug) => ({ slug, name: slug })),
    head: { ref: pull.head, label: `${owner}:${pull.head}`, sha, repo: pull.fork === undefined ? repo : { ...repo, full_name: pull.fork } },
    base: { ref: pull.base, label: `${owner}:${pull.base}`, sha: branch(repository, pull.base) ?? "0".repeat(40), repo },
  };
}
