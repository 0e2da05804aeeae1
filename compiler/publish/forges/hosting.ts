/** The pull requests of one repository at a hosting service. */
export interface Hosting {
  /** The open pull request from a branch of this repository to a base branch, or else the newest one. */
  find(head: string, base: string): Promise<PullRequest | undefined>;
  open(desired: PullRequestText & { readonly head: string; readonly base: string }): Promise<PullRequest>;
  /** Changes only the parts that differ. */
  update(pullRequest: PullRequest, desired: PullRequestText): Promise<PullRequest>;
  close(pullRequest: PullRequest, comment: string): Promise<void>;
}

export interface PullRequestText {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** Users, or `org/team`. */
  readonly reviewers: readonly string[];
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "closed" | "merged";
  /** The commit of its branch. */
  readonly headCommit: string;
  readonly text: PullRequestText;
}

/** Adds a mark that only programs see: the digest of the proposed content. */
export function pullRequestText(text: PullRequestText, digest: string): PullRequestText {
  return { ...text, body: `${text.body.trimEnd()}\n\n${mark(digest)}\n` };
}

/** The digest of the content that a pull request proposes or proposed. */
export function digestIn(body: string): string | undefined {
  return [...body.matchAll(/<!-- fedc: (sha256:[0-9a-f]{64}) -->/g)].at(-1)?.[1];
}

function mark(digest: string): string {
  return `<!-- fedc: ${digest} -->`;
}
