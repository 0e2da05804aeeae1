/** An obstacle, or a warning. */
export interface Reason {
  readonly path: string;
  /** One sentence, in the form of a finding. */
  readonly message: string;
  readonly help: string;
}

/** Nothing was written, because of files on the disk. It gives all reasons of all clusters. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reasons: readonly Reason[];

  constructor(reasons: readonly Reason[]) {
    super(reasons.map(({ message }) => message).join("\n"));
    this.reasons = reasons;
  }
}
