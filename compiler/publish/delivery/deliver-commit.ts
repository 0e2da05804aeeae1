import { Failure } from "../../findings/failure.ts";
import type { PublishContext } from "../context.ts";
import { type DeliveryResult, deliveryResults } from "../delivery-results.ts";
import type { Delivery } from "../target.ts";
import { makeCommit, rollbackReason } from "./make-commit.ts";
import { isChanging, plansFor, unchangedPlan } from "./plan-delivery.ts";
import { withSnapshot } from "./remote-snapshot.ts";

/** Delivers overlays by one commit on top of a branch. */
export async function deliverCommit(delivery: Delivery, context: PublishContext): Promise<readonly DeliveryResult[]> {
  const { branch, targets } = delivery;
  let sent: { readonly commit: string; readonly results: readonly DeliveryResult[] } | undefined;
  return withSnapshot(delivery, context, async ({ remote, base, isUpToDate, fetch, noteUpToDate }) => {
    // The push may have arrived although its answer was lost.
    if (sent && base === sent.commit) return sent.results;
    if (isUpToDate) return deliveryResults(targets.map(unchangedPlan), "unchanged");
    if (base === undefined && !(await remote.isEmpty())) throw noBranch(branch, delivery.repository);

    const { remoteTree } = await fetch();
    const plans = await plansFor(remote, remoteTree, targets, context.permissions);
    const changing = plans.filter(isChanging);
    if (changing.length === 0) {
      const results = deliveryResults(plans, "unchanged");
      if (remoteTree.commit !== undefined && results.every(({ outcome }) => outcome === "unchanged")) noteUpToDate(remoteTree.commit);
      return results;
    }
    const rollback = await rollbackReason(remote, branch, remoteTree, changing, context, undefined);
    if (rollback) return deliveryResults(plans, "failed", { reasons: [rollback] });
    if (context.dryRun) return deliveryResults(plans, "committed");

    const commit = await makeCommit(remote, delivery, remoteTree, changing, context);
    const results = deliveryResults(plans, "committed", { commit });
    sent = { commit, results };
    if (base === undefined) await remote.replace(branch, commit, undefined);
    else await remote.fastForward(branch, commit);
    if (results.every(({ outcome }) => outcome === "committed" || outcome === "unchanged")) noteUpToDate(commit);
    return results;
  });
}

export function noBranch(branch: string, repository: string): Failure {
  return new Failure(
    `\`${repository}\` has no branch \`${branch}\``,
    "set `gitops.branch` to the branch that the cluster follows, or create it first",
  );
}
