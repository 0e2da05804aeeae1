import type { FileChange } from "../7-write/reconcile.ts";

/** `waiting`: for an earlier wave, or because another repository failed and nothing more was to be started. */
export type DeliveryOutcome =
  | "unchanged"
  | "committed"
  | "pr-created"
  | "pr-updated"
  | "pr-closed"
  | "skipped-edited"
  | "declined"
  | "waiting"
  | "failed";

/** What became of one cluster's overlay. */
export interface DeliveryResult {
  readonly cluster: string;
  readonly repository: string;
  readonly branch: string;
  readonly path: string;
  readonly outcome: DeliveryOutcome;
  /** What changes in the repository, by path inside the overlay. */
  readonly files: ReadonlyMap<string, Exclude<FileChange, "unchanged">>;
  readonly commit?: string;
  /** Of the pull request. */
  readonly url?: string;
  /** Why it did not come to more. */
  readonly reasons: readonly { readonly message: string; readonly help?: string }[];
  /** What is worth a word all the same. */
  readonly warnings: readonly { readonly message: string; readonly help?: string }[];
}

/** Whether an overlay is where it should be, or with people who decide on it. */
export function isFine({ outcome }: DeliveryResult): boolean {
  return outcome !== "failed" && outcome !== "skipped-edited";
}
