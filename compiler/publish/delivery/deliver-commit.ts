import { Failure } from "../../findings/failure.ts";
import type { PublishContext } from "../context.ts";
import { deliveryResults } from "../delivery-results.ts";
import { formatOf } from "../git/object-ids.ts";
import type { DeliveryResult } from "../outcome.ts";
import { type Delivery, digestOf } from "../target.ts";
import { branchesOf, fetchSeen, plansFor, remoteTreeAt } from "./inspect.ts";
import { makeCommit, rollbackReason } from "./make-commit.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** Brings overlays to a branch by one commit on top of it. */
export async function deliverCommit(delivery: Delivery, context: PublishContext): Promise<readonly DeliveryResult[]> {
  const { branch, targets } = delivery;
  const remote = await context.remote(delivery);
  const digest = digestOf(targets);
  let sent: { readonly commit: string; readonly results: readonly DeliveryResult[] } | undefined;
  return retryOnConflict(context.pause, async (again) => {
    const found = await branchesOf(delivery, remote, context, again);
    const seen = found.get(branch);
    // What was sent may have arrived although nobody said so.
    if (sent && seen === sent.commit) return sent.results;
    if (seen !== undefined && context.upToDate.knows(delivery, { base: seen, head: undefined, digest }))
      return deliveryResults(targets.map(unchanged), "unchanged");
    if (seen === undefined && !(await remote.isEmpty())) throw noBranch(branch, delivery.repository);

    const format = formatOf(seen);
    const base = seen === undefined ? undefined : (await fetchSeen(delivery, remote, found, context)).get(branch);
    const remoteTree = await remoteTreeAt(remote, base, format, targets);
    const plans = await plansFor(remote, remoteTree, targets, context.permissions);
    const changing = plans.filter(({ write, obstacles }) => write.size > 0 && obstacles.length === 0);
    if (changing.length === 0) {
      const results = deliveryResults(plans, "unchanged");
      if (base !== undefined && results.every(({ outcome }) => outcome === "unchanged"))
        context.upToDate.note(delivery, { base, head: undefined, digest });
      return results;
    }
    const rollback = await rollbackReason(remote, branch, remoteTree, changing, context, undefined);
    if (rollback) return deliveryResults(plans, "failed", { reasons: [rollback] });
    if (context.dryRun) return deliveryResults(plans, "committed");

    const commit = await makeCommit(remote, branch, remoteTree, changing, context);
    const results = deliveryResults(plans, "committed", { commit });
    sent = { commit, results: results };
    if (base === undefined) await remote.replace(branch, commit, undefined);
    else await remote.fastForward(branch, commit);
    if (results.every(({ outcome }) => outcome === "committed" || outcome === "unchanged"))
      context.upToDate.note(delivery, { base: commit, head: undefined, digest });
    return results;
  });
}

export function unchanged(target: Delivery["targets"][number]) {
  return { target, write: new Map(), files: new Map(), obstacles: [], strangers: [], present: true };
}

export function noBranch(branch: string, repository: string): Failure {
  return new Failure(
    `\`${repository}\` has no branch \`${branch}\``,
    "name the branch that the cluster follows, as `gitops.branch`, or make it first",
  );
}
