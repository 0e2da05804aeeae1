import { Failure } from "../../../findings/failure.ts";

/** What stood in the way, as far as fedc acts on it. */
export type GitHubTrouble = "token" | "permission" | "not-found" | "refused" | "limit" | "unreachable" | "unexpected";

/** GitHub did not do what was asked: one sentence, and what to do about it. Neither it nor a cause of it holds a token. */
export class GitHubFailure extends Failure {
  readonly trouble: GitHubTrouble;
  /** What GitHub itself gave as its reason; empty where it gave none. */
  readonly reason: string;
  /** The answer was lost on the way, so what was asked may be done all the same. */
  readonly mayBeDone: boolean;

  constructor(trouble: GitHubTrouble, message: string, help: string, { reason = "", mayBeDone = false } = {}) {
    super(message, help);
    this.trouble = trouble;
    this.reason = reason;
    this.mayBeDone = mayBeDone;
  }
}
