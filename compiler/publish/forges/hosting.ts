/** What a hosting service does beyond git, for one repository: pull requests. */
export interface Hosting {
  /** The newest pull request from a branch of this repository to a base branch, whatever its state. */
  find(head: string, base: string): Promise<PullRequest | undefined>;
  open(desired: PullRequestText & { readonly head: string; readonly base: string }): Promise<PullRequest>;
  /** Changes only what differs. */
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
  /** The commit that its branch is at. */
  readonly headCommit: string;
  readonly text: PullRequestText;
}

/** A text with a mark that only programs see: which content it asks for. */
export function pullRequestText(text: PullRequestText, digest: string): PullRequestText {
  return { ...text, body: `${text.body.trimEnd()}\n\n${mark(digest)}\n` };
}

/** Which content a pull request asks, or asked, for. */
export function digestIn(body: string): string | undefined {
  return [...body.matchAll(/<!-- fedc: (sha256:[0-9a-f]{64}) -->/g)].at(-1)?.[1];
}

function mark(digest: string): string {
  return `<!-- fedc: ${digest} -->`;
}
