import { Failure } from "../../findings/failure.ts";
import type { PublishContext } from "../context.ts";
import { deliveryResults } from "../delivery-results.ts";
import { formatOf } from "../git/object-ids.ts";
import type { DeliveryResult } from "../outcome.ts";
import { type Delivery, digestOf, targetFolders } from "../target.ts";
import { noBranch, unchanged } from "./deliver-commit.ts";
import type { DeliveryState } from "./delivery-state.ts";
import { branchesOf, fetchSeen, plansFor, remoteTreeAt } from "./inspect.ts";
import { keptPlans } from "./kept-proposals.ts";
import { chooseBranch, headsIn } from "./own-branch.ts";
import { othersWork, propose } from "./propose.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** Brings overlays to a branch of fedc's own, one commit on top of the base, and asks for it to be merged. */
export async function deliverPullRequest(delivery: Delivery, context: PublishContext): Promise<readonly DeliveryResult[]> {
  const { branch, targets, repository } = delivery;
  const remote = await context.remote(delivery);
  const digest = digestOf(targets);
  return retryOnConflict(context.pause, async (again) => {
    const seen = await branchesOf(delivery, remote, context, again);
    const base = seen.get(branch);
    if (base === undefined) throw (await remote.isEmpty()) ? emptyRepository(repository) : noBranch(branch, repository);
    const head = headsIn(seen, context);
    if (context.upToDate.knows(delivery, { base, head, digest })) return deliveryResults(targets.map(unchanged), "unchanged");

    const fetched = await fetchSeen(delivery, remote, seen, context);
    const own = await chooseBranch(delivery, remote, seen, fetched, context);
    const remoteTree = await remoteTreeAt(remote, fetched.get(branch), formatOf(base), targets);
    const plans = await plansFor(remote, remoteTree, targets, context.permissions);
    const changing = plans.filter(({ write, obstacles }) => write.size > 0 && obstacles.length === 0);
    const hosted = async (): Promise<DeliveryState> => ({
      ...{ delivery: delivery, remote, seen, own, remoteTree: remoteTree, plans, changing },
      kept: own.proposal ? await keptPlans(remote, delivery, own.proposal, remoteTree, context) : [],
      hosting: await context.hosting(repository),
    });
    if (changing.length > 0) return propose(await hosted(), context);

    const inPlace = plans.every(({ obstacles }) => obstacles.length === 0);
    const proposed = own.proposal?.record.overlays.some(({ path }) => targetFolders(context.asked, delivery).has(path)) ?? false;
    const results = inPlace && proposed ? await withdraw(await hosted(), context) : deliveryResults(plans, "unchanged");
    if (inPlace && results.every(({ outcome }) => outcome === "unchanged")) context.upToDate.note(delivery, { base, head, digest });
    return results;
  });
}

/** Takes back what is no longer needed, since the base holds all of it. */
async function withdraw(found: DeliveryState, context: PublishContext): Promise<readonly DeliveryResult[]> {
  const { hosting, own, delivery, plans, remote, kept } = found;
  const open = await hosting.find(own.name, delivery.branch);
  if (open?.state !== "open" || own.head === undefined) return deliveryResults(plans, "unchanged");
  if (kept.length > 0) return propose(found, context);
  if (!(await own.isUntouched()) && !context.permissions.overwriteEdits) return othersWork(plans, own.name, open);
  if (!context.dryRun) {
    await hosting.close(open, `\`${delivery.branch}\` holds all of this already, so nothing is left to merge.`);
    await remote.replace(own.name, undefined, own.head);
  }
  return deliveryResults(plans, "pr-closed", { url: open.url });
}

function emptyRepository(repository: string): Failure {
  return new Failure(
    `\`${repository}\` has no commit yet, so nothing can ask to be merged into it`,
    "make a first commit there, or use `delivery: commit`",
  );
}
