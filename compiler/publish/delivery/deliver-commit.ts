import type { PublishContext } from "../context.ts";
import { formatOf } from "../git/object-ids.ts";
import type { Receipt } from "../outcome.ts";
import { receiptsOf } from "../receipts.ts";
import { digestOf, type Parcel } from "../target.ts";
import { Undeliverable } from "../undeliverable.ts";
import { branchesOf, fetchSeen, holdingAt, plansFor } from "./look.ts";
import { makeCommit, rollbackReason } from "./make-commit.ts";
import { untilSettled } from "./until-settled.ts";

/** Brings overlays to a branch by one commit on top of it. */
export async function deliverCommit(parcel: Parcel, context: PublishContext): Promise<readonly Receipt[]> {
  const { branch, targets } = parcel;
  const remote = await context.remote(parcel);
  const digest = digestOf(targets);
  let sent: { readonly commit: string; readonly receipts: readonly Receipt[] } | undefined;
  return untilSettled(context.pause, async (again) => {
    const found = await branchesOf(parcel, remote, context, again);
    const seen = found.get(branch);
    // What was sent may have arrived although nobody said so.
    if (sent && seen === sent.commit) return sent.receipts;
    if (seen !== undefined && context.settled.knows(parcel, { base: seen, head: undefined, digest }))
      return receiptsOf(targets.map(unchanged), "unchanged");
    if (seen === undefined && !(await remote.isEmpty())) throw noBranch(branch, parcel.repository);

    const format = formatOf(seen);
    const base = seen === undefined ? undefined : (await fetchSeen(parcel, remote, found, context)).get(branch);
    const holding = await holdingAt(remote, base, format, targets);
    const plans = await plansFor(remote, holding, targets, context.permissions);
    const changing = plans.filter(({ write, obstacles }) => write.size > 0 && obstacles.length === 0);
    if (changing.length === 0) {
      const receipts = receiptsOf(plans, "unchanged");
      if (base !== undefined && receipts.every(({ outcome }) => outcome === "unchanged"))
        context.settled.note(parcel, { base, head: undefined, digest });
      return receipts;
    }
    const rollback = await rollbackReason(remote, branch, holding, changing, context, undefined);
    if (rollback) return receiptsOf(plans, "failed", { reasons: [rollback] });
    if (context.dryRun) return receiptsOf(plans, "committed");

    const commit = await makeCommit(remote, branch, holding, changing, context);
    const receipts = receiptsOf(plans, "committed", { commit });
    sent = { commit, receipts };
    if (base === undefined) await remote.replace(branch, commit, undefined);
    else await remote.advance(branch, commit);
    if (receipts.every(({ outcome }) => outcome === "committed" || outcome === "unchanged"))
      context.settled.note(parcel, { base: commit, head: undefined, digest });
    return receipts;
  });
}

export function unchanged(target: Parcel["targets"][number]) {
  return { target, write: new Map(), files: new Map(), obstacles: [], strangers: [], present: true };
}

export function noBranch(branch: string, repository: string): Undeliverable {
  return new Undeliverable(
    `\`${repository}\` has no branch \`${branch}\``,
    "name the branch that the cluster follows, as `gitops.branch`, or make it first",
  );
}
