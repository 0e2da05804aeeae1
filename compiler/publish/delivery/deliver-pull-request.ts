import type { PublishContext } from "../context.ts";
import { formatOf } from "../git/object-ids.ts";
import type { Receipt } from "../outcome.ts";
import { receiptsOf } from "../receipts.ts";
import { digestOf, type Parcel, targetFolders } from "../target.ts";
import { Undeliverable } from "../undeliverable.ts";
import { noBranch, unchanged } from "./deliver-commit.ts";
import type { DeliveryState } from "./delivery-state.ts";
import { keptPlans } from "./kept-proposals.ts";
import { branchesOf, fetchSeen, holdingAt, plansFor } from "./look.ts";
import { chooseBranch, headsIn } from "./own-branch.ts";
import { othersWork, propose } from "./propose.ts";
import { untilSettled } from "./until-settled.ts";

/** Brings overlays to a branch of fedc's own, one commit on top of the base, and asks for it to be merged. */
export async function deliverPullRequest(parcel: Parcel, context: PublishContext): Promise<readonly Receipt[]> {
  const { branch, targets, repository } = parcel;
  const remote = await context.remote(parcel);
  const digest = digestOf(targets);
  return untilSettled(context.pause, async (again) => {
    const seen = await branchesOf(parcel, remote, context, again);
    const base = seen.get(branch);
    if (base === undefined) throw (await remote.isEmpty()) ? emptyRepository(repository) : noBranch(branch, repository);
    const head = headsIn(seen, context);
    if (context.settled.knows(parcel, { base, head, digest })) return receiptsOf(targets.map(unchanged), "unchanged");

    const fetched = await fetchSeen(parcel, remote, seen, context);
    const own = await chooseBranch(parcel, remote, seen, fetched, context);
    const holding = await holdingAt(remote, fetched.get(branch), formatOf(base), targets);
    const plans = await plansFor(remote, holding, targets, context.permissions);
    const changing = plans.filter(({ write, obstacles }) => write.size > 0 && obstacles.length === 0);
    const hosted = async (): Promise<DeliveryState> => ({
      ...{ parcel, remote, seen, own, holding, plans, changing },
      kept: own.proposal ? await keptPlans(remote, parcel, own.proposal, holding, context) : [],
      hosting: await context.hosting(repository),
    });
    if (changing.length > 0) return propose(await hosted(), context);

    const inPlace = plans.every(({ obstacles }) => obstacles.length === 0);
    const proposed = own.proposal?.record.overlays.some(({ path }) => targetFolders(context.asked, parcel).has(path)) ?? false;
    const receipts = inPlace && proposed ? await withdraw(await hosted(), context) : receiptsOf(plans, "unchanged");
    if (inPlace && receipts.every(({ outcome }) => outcome === "unchanged")) context.settled.note(parcel, { base, head, digest });
    return receipts;
  });
}

/** Takes back what is no longer needed, since the base holds all of it. */
async function withdraw(found: DeliveryState, context: PublishContext): Promise<readonly Receipt[]> {
  const { hosting, own, parcel, plans, remote, kept } = found;
  const open = await hosting.find(own.name, parcel.branch);
  if (open?.state !== "open" || own.head === undefined) return receiptsOf(plans, "unchanged");
  if (kept.length > 0) return propose(found, context);
  if (!(await own.isUntouched()) && !context.permissions.overwriteEdits) return othersWork(plans, own.name, open);
  if (!context.dryRun) {
    await hosting.close(open, `\`${parcel.branch}\` holds all of this already, so nothing is left to merge.`);
    await remote.replace(own.name, undefined, own.head);
  }
  return receiptsOf(plans, "pr-closed", { url: open.url });
}

function emptyRepository(repository: string): Undeliverable {
  return new Undeliverable(
    `\`${repository}\` has no commit yet, so nothing can ask to be merged into it`,
    "make a first commit there, or use `delivery: commit`",
  );
}
