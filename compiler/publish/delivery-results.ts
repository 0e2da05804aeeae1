import type { FileChange } from "../7-write/reconcile.ts";
import type { DeliveryPlan } from "./delivery/plan-delivery.ts";
import type { Target } from "./target.ts";

type Reason = DeliveryResult["reasons"][number];

/** The results of a delivery of which all changing overlays have the same outcome. */
export function deliveryResults(
  plans: readonly DeliveryPlan[],
  outcome: DeliveryOutcome,
  more: { readonly commit?: string; readonly url?: string; readonly reasons?: readonly Reason[] } = {},
): readonly DeliveryResult[] {
  const { reasons = [], ...facts } = more;
  return plans.map((plan) => {
    const { target, files, obstacles } = plan;
    const warnings = plan.unmanaged.map((path) => ({
      message: `\`${path}\` was not written by fedc, and stays`,
      help: "only fedc may write to `generated`: move it elsewhere; `--adopt` removes it",
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

/** The results of targets for which publishing failed as a whole. */
export function failedResults(targets: readonly Target[], reason: Reason): readonly DeliveryResult[] {
  return targets.map((target) => ({ ...placeOf(target), files: new Map(), outcome: "failed", reasons: [reason], warnings: [] }));
}

/** The result of a target that was not touched. */
export function placedResult(target: Target, outcome: "unchanged" | "waiting", reasons: readonly Reason[] = []): DeliveryResult {
  return { ...placeOf(target), files: new Map(), outcome, reasons, warnings: [] };
}

function placeOf({ overlay, repository, branch, path }: Target) {
  return { cluster: overlay.cluster, repository, branch, path };
}

/** `waiting`: for an earlier wave, or because another repository failed and `--stop-on-error` is set. */
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

/** The result for the overlay of one cluster. */
export interface DeliveryResult {
  readonly cluster: string;
  readonly repository: string;
  readonly branch: string;
  readonly path: string;
  readonly outcome: DeliveryOutcome;
  /** The changes in the repository, by path inside the overlay. */
  readonly files: ReadonlyMap<string, Exclude<FileChange, "unchanged">>;
  readonly commit?: string;
  /** The address of the pull request. */
  readonly url?: string;
  /** Why the overlay did not get there. */
  readonly reasons: readonly { readonly message: string; readonly help?: string }[];
  readonly warnings: readonly { readonly message: string; readonly help?: string }[];
}

/** Whether an overlay was delivered, or waits for a decision of people. */
export function isFine({ outcome }: DeliveryResult): boolean {
  return outcome !== "failed" && outcome !== "skipped-edited";
}
