import { unexpectedFrom } from "../answer.ts";
import type { PullRequest } from "../forge.ts";
import { gitLabProfile } from "./calls.ts";

/** The fields of a merge request that fedc reads. They are the same in a list and alone. */
export interface MergeRequestData {
  readonly iid: number;
  readonly web_url: string;
  readonly state: string;
  readonly title: string;
  readonly description: string | null;
  readonly labels: readonly string[];
  readonly reviewers?: readonly { readonly id: number; readonly username: string }[] | null;
  readonly source_branch: string;
  readonly target_branch: string;
  /** Null once the fork is deleted. */
  readonly source_project_id: number | null;
  readonly target_project_id: number;
  /** Null until GitLab has compared the branches. */
  readonly sha: string | null;
}

/** Checks that an answer is a merge request. Throws a ForgeFailure if it is not. */
export function mergeRequestIn(data: MergeRequestData | null): MergeRequestData {
  const { iid, web_url, state, title, labels, source_branch, target_branch, target_project_id } = data ?? ({} as Partial<MergeRequestData>);
  const texts = [web_url, state, title, source_branch, target_branch];
  const numbers = [iid, target_project_id];
  if (!data || !numbers.every(Number.isSafeInteger) || !Array.isArray(labels) || texts.some((text) => typeof text !== "string"))
    throw unexpectedFrom(gitLabProfile, "a merge request");
  return data;
}

/** Reads GitLab's data of a merge request. One that is being merged is `locked` for a moment. */
export function mergeRequestOf(answered: MergeRequestData): PullRequest {
  const data = mergeRequestIn(answered);
  const { state } = data;
  return {
    number: data.iid,
    url: data.web_url,
    state: state === "merged" || state === "closed" ? state : "open",
    headCommit: data.sha ?? "",
    text: {
      title: data.title,
      body: (data.description ?? "").replace(/^([ \t]*)\\\//gm, "$1/"),
      labels: data.labels,
      reviewers: (data.reviewers ?? []).map(({ username }) => username),
    },
  };
}

/** GitLab carries out a line that begins with a slash, such as `/close`. A backslash before it is not shown, and not read as a difference. */
export function withoutQuickActions(text: string): string {
  return text.replace(/^([ \t]*)\//gm, "$1\\/");
}
