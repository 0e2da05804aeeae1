import type { FileChange } from "../7-write/reconcile.ts";
import type { DeliveryPlan } from "./delivery/plan-delivery.ts";
import type { Target } from "./target.ts";

type Reason = DeliveryResult["reasons"][number];

/** What became of each overlay of a parcel, where those that change came to one outcome. */
export function deliveryResults(
  plans: readonly DeliveryPlan[],
  outcome: DeliveryOutcome,
  more: { readonly commit?: string; readonly url?: string; readonly reasons?: readonly Reason[] } = {},
): readonly DeliveryResult[] {
  const { reasons = [], ...facts } = more;
  return plans.map((plan) => {
    const { target, files, obstacles } = plan;
    const warnings = plan.unmanaged.map((path) => ({
      message: `\`${path}\` is not fedc's, and was left alone`,
      help: "what is in `generated` is fedc's: move it elsewhere; `--adopt` removes it",
    }));
    const base = { ...placeOf(target), files, warnings };
    if (obstacles.length > 0) {
      const edited = obstacles.every(({ kind }) => kind === "edited");
      return { ...base, outcome: edited ? "skipped-edited" : "failed", reasons: obstacles.map(({ message, help }) => ({ message, help })) };
    }
    if (plan.write.size === 0 && outcome !== "pr-closed") return { ...base, outcome: "unchanged", reasons: [] };
    return { ...base, ...facts, outcome, reasons };
  });
}

/** Of targets that nothing is known about. */
export function failedResults(targets: readonly Target[], reason: Reason): readonly DeliveryResult[] {
  return targets.map((target) => ({ ...placeOf(target), files: new Map(), outcome: "failed", reasons: [reason], warnings: [] }));
}

/** Of a target that is left as it is. */
export function placedResult(target: Target, outcome: "unchanged" | "waiting", reasons: readonly Reason[] = []): DeliveryResult {
  return { ...placeOf(target), files: new Map(), outcome, reasons, warnings: [] };
}

function placeOf({ overlay, repository, branch, path }: Target) {
  return { cluster: overlay.cluster, repository, branch, path };
}

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
