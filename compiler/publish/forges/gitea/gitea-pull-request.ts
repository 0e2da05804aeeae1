import { unexpectedFrom } from "../answer.ts";
import type { PullRequest } from "../forge.ts";
import { giteaProfile } from "./calls.ts";

/** The fields of a pull request that fedc reads. They are the same in a list and alone. */
export interface GiteaPullRequest {
  readonly number: number;
  readonly html_url: string;
  readonly state: string;
  readonly merged: boolean;
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly { readonly name: string }[] | null;
  readonly requested_reviewers?: readonly { readonly login: string }[] | null;
  readonly requested_reviewers_teams?: readonly { readonly name: string }[] | null;
  readonly head: GiteaBranch;
  readonly base: GiteaBranch;
}

interface GiteaBranch {
  /** The name of the branch. `ref` is another one once the branch is deleted. */
  readonly label: string;
  readonly sha: string;
  readonly repo_id: number;
}

/** Checks that an answer is a pull request. Throws a ForgeFailure if it is not. */
export function giteaPullRequestIn(data: GiteaPullRequest | null): GiteaPullRequest {
  const { number, html_url, state, title, labels, head, base } = data ?? ({} as Partial<GiteaPullRequest>);
  const texts = [html_url, state, title, head?.label, head?.sha, base?.label];
  const hasLabels = labels === null || Array.isArray(labels);
  if (!data || !Number.isSafeInteger(number) || !hasLabels || texts.some((text) => typeof text !== "string"))
    throw unexpectedFrom(giteaProfile, "a pull request");
  return data;
}

/** Reads Gitea's data of a pull request. All teams belong to the owner of the repository. */
export function giteaPullRequestOf(answered: GiteaPullRequest, owner: string): PullRequest {
  const data = giteaPullRequestIn(answered);
  return {
    number: data.number,
    url: data.html_url,
    state: data.merged ? "merged" : data.state === "open" ? "open" : "closed",
    headCommit: data.head.sha,
    text: {
      title: data.title,
      body: data.body ?? "",
      labels: (data.labels ?? []).map(({ name }) => name),
      reviewers: [
        ...(data.requested_reviewers ?? []).map(({ login }) => login),
        ...(data.requested_reviewers_teams ?? []).map(({ name }) => `${owner}/${name}`),
      ],
    },
  };
}
