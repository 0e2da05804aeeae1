/** One thing that stands in the way, or that is worth a word. */
export interface Reason {
  readonly path: string;
  /** One sentence in the manner of findings. */
  readonly message: string;
  readonly help: string;
}

/** Nothing was written because of what lies on the disk; all reasons of all clusters. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly reasons: readonly Reason[];

  constructor(reasons: readonly Reason[]) {
    super(reasons.map(({ message }) => message).join("\n"));
    this.reasons = reasons;
  }
}
