/** What is not in a cluster's objects as federation.yaml compiles it. */
export interface Edit {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** `spec.rules[0].to`; missing for the object as a whole. */
  readonly field?: string;
  readonly change: "missing" | "unknown" | "changed";
  /** Undefined where nothing is meant, or nothing stands. What lies in a Secret is not told. */
  readonly meant?: unknown;
  readonly found?: unknown;
  /** Whether it may change what a call may do, or who reads a key. */
  readonly matters: boolean;
  /** One sentence. */
  readonly why: string;
}
