import type { PullRequest } from "../forge.ts";
import { unexpectedAnswer } from "./profile.ts";

/** The fields of a pull request that fedc reads. They are the same in a list and alone. */
export interface PullRequestData {
  readonly number: number;
  readonly html_url: string;
  readonly state: string;
  readonly merged_at: string | null;
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly { readonly name?: string }[];
  readonly requested_reviewers?: readonly { readonly login: string }[] | null;
  readonly requested_teams?: readonly { readonly slug: string }[] | null;
  readonly head: { readonly ref: string; readonly sha: string; readonly repo: { readonly full_name: string } | null };
  readonly base: { readonly ref: string };
}

/** Checks that an answer is a pull request. Throws a ForgeFailure if it is not. */
export function pullRequestIn(data: PullRequestData | null): PullRequestData {
  const { number, html_url, state, title, labels, head, base } = data ?? ({} as Partial<PullRequestData>);
  const texts = [html_url, state, title, head?.ref, head?.sha, base?.ref, ...(head?.repo ? [head.repo.full_name] : [])];
  if (!data || !Number.isSafeInteger(number) || !Array.isArray(labels) || texts.some((text) => typeof text !== "string"))
    throw unexpectedAnswer("a pull request");
  return data;
}

/** Reads GitHub's data of a pull request. All teams belong to the owner of the repository. */
export function pullRequestOf(answered: PullRequestData, owner: string): PullRequest {
  const data = pullRequestIn(answered);
  const state = data.merged_at ? "merged" : data.state === "open" ? "open" : "closed";
  return {
    number: data.number,
    url: data.html_url,
    state,
    headCommit: data.head.sha,
    text: {
      title: data.title,
      body: data.body ?? "",
      labels: data.labels.flatMap(({ name }) => (name === undefined ? [] : [name])),
      reviewers: [
        ...(data.requested_reviewers ?? []).map(({ login }) => login),
        ...(data.requested_teams ?? []).map(({ slug }) => `${owner}/${slug}`),
      ],
    },
  };
}
