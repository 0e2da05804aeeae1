import { Failure } from "../../../findings/failure.ts";

/** What stood in the way, as far as fedc acts on it. */
export type GitHubProblem = "token" | "permission" | "not-found" | "refused" | "limit" | "unreachable" | "unexpected";

/** GitHub did not do what was asked: one sentence, and what to do about it. Neither it nor a cause of it holds a token. */
export class GitHubFailure extends Failure {
  override readonly name = "GitHubFailure";
  readonly problem: GitHubProblem;
  /** What GitHub itself gave as its reason; empty where it gave none. */
  readonly reason: string;
  /** The answer was lost on the way, so what was asked may be done all the same. */
  readonly mayBeDone: boolean;

  constructor(problem: GitHubProblem, message: string, help: string, { reason = "", mayBeDone = false } = {}) {
    super(message, help);
    this.problem = problem;
    this.reason = reason;
    this.mayBeDone = mayBeDone;
  }
}

/** An answer that is JSON, and not what GitHub answers there. */
export function unexpectedAnswer(what: string): GitHubFailure {
  return new GitHubFailure(
    "unexpected",
    `GitHub answered with something else than ${what}`,
    "see that `GITHUB_API_URL` is the address of GitHub's API, and that no proxy answers in its place",
  );
}
