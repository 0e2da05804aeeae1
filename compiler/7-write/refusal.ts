import type { FailureReport } from "../findings/answer.ts";
import { Failure } from "../findings/failure.ts";

/** An obstacle, or a warning. */
export interface Reason {
  readonly path: string;
  /** One sentence, in the form of a finding. */
  readonly message: string;
  readonly help: string;
}

/** Nothing was written, because of files on the disk. It gives all reasons of all clusters. */
export class Refusal extends Failure {
  declare readonly reasons: readonly Reason[];

  constructor(reasons: readonly Reason[]) {
    super(reasons.map(({ message }) => message).join("\n"), undefined, { reasons });
  }

  override get report(): FailureReport {
    return { message: "nothing was written", reasons: this.reasons };
  }
}
