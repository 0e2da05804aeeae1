import type { PublishContext } from "./context.ts";
import { noBranch, unchanged } from "./deliver-commit.ts";
import { GitFailure } from "./git/git-failure.ts";
import type { Remote } from "./git/remote.ts";
import type { Holding } from "./holding.ts";
import type { Hosting } from "./hosting.ts";
import { type KeptPlan, keptPlans } from "./kept-proposals.ts";
import { branchesOf, fetchSeen, holdingAt, plansFor } from "./look.ts";
import { formatOf } from "./object-ids.ts";
import type { Receipt } from "./outcome.ts";
import { type Chosen, chooseBranch, headsIn } from "./own-branch.ts";
import type { DeliveryPlan } from "./plan-delivery.ts";
import { othersWork, propose } from "./propose.ts";
import { receiptsOf } from "./receipts.ts";
import { digestOf, type Parcel, pathsOf } from "./target.ts";
import { Undeliverable } from "./undeliverable.ts";
import { untilSettled } from "./until-settled.ts";

/** Everything that was found out about one parcel. */
export interface Found {
  readonly parcel: Parcel;
  readonly remote: Remote;
  readonly hosting: Hosting;
  readonly seen: ReadonlyMap<string, string>;
  readonly own: Chosen;
  readonly holding: Holding;
  /** Of what is sent, and those of them that change something. */
  readonly plans: readonly DeliveryPlan[];
  readonly changing: readonly DeliveryPlan[];
  /** Of what was proposed before, and this run was not asked about. */
  readonly kept: readonly KeptPlan[];
}

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
    const hosted = async (): Promise<Found> => ({
      ...{ parcel, remote, seen, own, holding, plans, changing },
      kept: own.proposal ? await keptPlans(remote, parcel, own.proposal, holding, context) : [],
      hosting: await context.hosting(repository),
    });
    if (changing.length > 0) return propose(await hosted(), context);

    const inPlace = plans.every(({ obstacles }) => obstacles.length === 0);
    const proposed = own.proposal?.record.overlays.some(({ path }) => pathsOf(context.asked, parcel).has(path)) ?? false;
    const receipts = inPlace && proposed ? await withdraw(await hosted(), context) : receiptsOf(plans, "unchanged");
    if (inPlace && receipts.every(({ outcome }) => outcome === "unchanged")) context.settled.note(parcel, { base, head, digest });
    return receipts;
  });
}

/** Takes back what is no longer needed, since the base holds all of it. */
async function withdraw(found: Found, context: PublishContext): Promise<readonly Receipt[]> {
  const { hosting, own, parcel, plans, remote, kept } = found;
  const open = await hosting.find(own.name, parcel.branch);
  if (open?.state !== "open" || own.head === undefined) return receiptsOf(plans, "unchanged");
  if (kept.length > 0) return propose(found, context);
  if (!(await own.isUntouched()) && !context.permissions.overwriteEdits) return othersWork(plans, own.name, open);
  const receipts = receiptsOf(plans, "pr-closed", { url: open.url });
  if (context.dryRun) return receipts;
  await hosting.close(open, `\`${parcel.branch}\` holds all of this already, so nothing is left to merge.`);
  const left = await branchLeft(remote, own.name, own.head);
  return receipts.map((receipt, i) => (left && i === 0 ? { ...receipt, warnings: [...receipt.warnings, left] } : receipt));
}

/** Deletes a branch that nothing is proposed from any more. Where the repository forbids that, it stays, and is told of. */
async function branchLeft(remote: Remote, name: string, head: string): Promise<Receipt["warnings"][number] | undefined> {
  try {
    await remote.replace(name, undefined, head);
    return undefined;
  } catch (error) {
    if (!(error instanceof GitFailure && error.problem === "rejected")) throw error;
    return {
      message: `\`${name}\` is needed no more, and stays: ${error.message}`,
      help: "delete it there; where it stays, fedc uses it again",
    };
  }
}

function emptyRepository(repository: string): Undeliverable {
  return new Undeliverable(
    `\`${repository}\` has no commit yet, so nothing can ask to be merged into it`,
    "make a first commit there, or use `delivery: commit`",
  );
}
