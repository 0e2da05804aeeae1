import { Failure } from "../../../findings/failure.ts";

/** The kind of a failure, as far as fedc acts on it. */
export type GitHubProblem = "token" | "permission" | "not-found" | "refused" | "limit" | "unreachable" | "unexpected";

/** A failure of GitHub: one sentence, and what to do. It contains no token, and neither does its cause. */
export class GitHubFailure extends Failure {
  override readonly name = "GitHubFailure";
  readonly problem: GitHubProblem;
  /** GitHub's own reason; empty if it gave none. */
  readonly reason: string;
  /** Whether the call may have succeeded, because its answer was lost. */
  readonly mayBeDone: boolean;

  constructor(problem: GitHubProblem, message: string, help: string, { reason = "", mayBeDone = false } = {}) {
    super(message, help);
    this.problem = problem;
    this.reason = reason;
    this.mayBeDone = mayBeDone;
  }
}

/** An answer in JSON that is not what GitHub answers there. */
export function unexpectedAnswer(what: string): GitHubFailure {
  return new GitHubFailure(
    "unexpected",
    `GitHub answered with something else than ${what}`,
    "check that `GITHUB_API_URL` is the address of GitHub's API, and that no proxy answers in its place",
  );
}
