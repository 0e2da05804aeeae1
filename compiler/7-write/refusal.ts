import type { FailureReport } from "../findings/answer.ts";
import { Failure } from "../findings/failure.ts";

/** One thing that stands in the way, or that is worth a word. */
export interface Reason {
  readonly path: string;
  /** One sentence in the manner of findings. */
  readonly message: string;
  readonly help: string;
}

/** Nothing was written because of what lies on the disk; all reasons of all clusters. */
export class Refusal extends Failure {
  declare readonly reasons: readonly Reason[];

  constructor(reasons: readonly Reason[]) {
    super(reasons.map(({ message }) => message).join("\n"), undefined, { reasons });
  }

  override get report(): FailureReport {
    return { message: "nothing was written", reasons: this.reasons };
  }
}
