import type { FileChange } from "../7-write/reconcile.ts";
import type { Remark } from "../findings/answer.ts";
import type { DeliveryPlan } from "./delivery/plan-delivery.ts";
import type { Target } from "./target.ts";

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
export interface DeliveryResult extends Pick<Target, "repository" | "branch" | "path"> {
  readonly cluster: string;
  readonly outcome: DeliveryOutcome;
  /** The changes in the repository, by path inside the overlay. */
  readonly files: ReadonlyMap<string, Exclude<FileChange, "unchanged">>;
  readonly commit?: string;
  /** The address of the pull request. */
  readonly url?: string;
  /** Why the overlay did not get there. */
  readonly reasons: readonly Remark[];
  readonly warnings: readonly Remark[];
}

/** The results of a delivery of which all changing overlays have the same outcome. */
export function deliveryResults(
  plans: readonly DeliveryPlan[],
  outcome: DeliveryOutcome,
  { reasons = [], ...facts }: Partial<Pick<DeliveryResult, "commit" | "url" | "reasons">> = {},
): readonly DeliveryResult[] {
  return plans.map(({ target, files, write, obstacles, unmanaged }) => {
    const warnings = unmanaged.map((path) => ({
      message: `\`${path}\` was not written by fedc, and stays`,
      help: "only fedc may write to `generated`: move it elsewhere; `--adopt` removes it",
    }));
    if (obstacles.length > 0) {
      const edited = obstacles.every(({ kind }) => kind === "edited");
      const remarks = obstacles.map(({ message, help }) => ({ message, help }));
      return { ...untouchedResult(target, edited ? "skipped-edited" : "failed", remarks), files, warnings };
    }
    if (write.size === 0 && outcome !== "pr-closed") return { ...untouchedResult(target, "unchanged"), files, warnings };
    return { ...untouchedResult(target, outcome, reasons), ...facts, files, warnings };
  });
}

/** The result of a target to which nothing was written. */
export function untouchedResult(
  { overlay: { cluster }, repository, branch, path }: Target,
  outcome: DeliveryOutcome,
  reasons: readonly Remark[] = [],
): DeliveryResult {
  return { cluster, repository, branch, path, files: new Map(), outcome, reasons, warnings: [] };
}

/** Whether an overlay was delivered, or waits for a decision of people. */
export function isFine({ outcome }: DeliveryResult): boolean {
  return outcome !== "failed" && outcome !== "skipped-edited";
}
