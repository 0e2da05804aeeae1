import type { Place } from "../../findings/source.ts";

/** One edit of federation.yaml. */
export interface GrantEdit {
  /** Where. */
  readonly at: Place;
  /** What to do there, as a sentence without its full stop. */
  readonly what: string;
  /** Lines to write below, if that is what it takes. */
  readonly write?: string;
}
