import { Failure } from "../../findings/failure.ts";

/**
 * The pull requests of one repository at a forge, such as GitHub. Each method throws a ForgeFailure if the forge refuses it, and may be
 * repeated, in this run or a later one, without making anything twice.
 */
export interface Forge {
  /** The open pull request from a branch of this repository to a base branch, or else the newest one. */
  find(head: string, base: string): Promise<PullRequest | undefined>;
  /** Opens a pull request, or takes one that is open already and updates its text. */
  open(desired: DesiredPullRequest): Promise<PullRequest>;
  /** Changes only the parts that differ. It adds labels and reviewers and never removes any, because people may have added some of their own. */
  update(pullRequest: PullRequest, desired: PullRequestText): Promise<PullRequest>;
  /** Comments the reason, and closes a pull request. */
  close(pullRequest: PullRequest, comment: string): Promise<void>;
}

/** A forge that makes commits itself, and signs them. */
export interface CommitMaker {
  /** Commits on top of `parent`, only if the branch points there; an undefined text removes a file. */
  commit(
    branch: string,
    parent: string,
    desired: { readonly message: string; readonly files: ReadonlyMap<string, string | undefined> },
  ): Promise<void>;
}

export interface PullRequestText {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** Users, or `org/team`. */
  readonly reviewers: readonly string[];
}

export interface DesiredPullRequest extends PullRequestText {
  readonly head: string;
  readonly base: string;
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
  return { ...text, body: `${text.body.trimEnd()}\n\n<!-- fedc: ${digest} -->\n` };
}

/** The digest of the content that a pull request proposes or proposed. */
export function digestIn(body: string): string | undefined {
  return [...body.matchAll(/<!-- fedc: (sha256:[0-9a-f]{64}) -->/g)].at(-1)?.[1];
}

/** The text of a pull request that fedc itself closes. Without the mark, the same content may be proposed again: nobody has declined it. */
export function withdrawnText(text: PullRequestText): PullRequestText {
  return { ...text, body: text.body.replace(/<!-- fedc: sha256:[0-9a-f]{64} -->/g, "<!-- fedc: withdrawn -->") };
}

/** A failure of a forge: one sentence, and what to do. It contains no token, and neither does its cause. */
export class ForgeFailure extends Failure {
  /** The kind of the failure, as far as fedc acts on it. */
  readonly problem: "token" | "permission" | "not-found" | "refused" | "limit" | "unreachable" | "unexpected";
  /** The forge's own reason; empty if it gave none. */
  readonly reason: string;
  /** Whether the call may have succeeded, because its answer was lost. */
  readonly mayBeDone: boolean;

  constructor(problem: ForgeFailure["problem"], message: string, help: string, { reason = "", mayBeDone = false } = {}) {
    super(message, help);
    this.problem = problem;
    this.reason = reason;
    this.mayBeDone = mayBeDone;
  }
}
