/** One difference between a cluster's live objects and the compiled ones. */
export interface Edit {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** `spec.rules[0].to`; undefined for the object as a whole. */
  readonly field?: string;
  readonly change: "missing" | "unknown" | "changed";
  /** The compiled and the live value; undefined if there is none, or if it may be secret. */
  readonly meant?: unknown;
  readonly found?: unknown;
  /** Whether it may change the result of a call, or who can read a key. */
  readonly matters: boolean;
  /** One sentence. */
  readonly why: string;
}
