import { Failure } from "../../findings/failure.ts";
import type { PublishContext } from "../context.ts";
import { type DeliveryResult, deliveryResults } from "../delivery-results.ts";
import { GitFailure } from "../git/git-failure.ts";
import { formatOf } from "../git/object-ids.ts";
import type { Remote } from "../git/remote.ts";
import { type Delivery, digestOf, targetFolders } from "../target.ts";
import { noBranch } from "./deliver-commit.ts";
import { fetchSeen, knownBranches, plansFor, remoteTreeAt } from "./inspect.ts";
import { keptPlans } from "./kept-proposals.ts";
import { chooseBranch, headsIn } from "./own-branch.ts";
import { unchangedPlan } from "./plan-delivery.ts";
import { type DeliveryState, propose, skippedForOthersWork } from "./propose.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** Delivers overlays by one commit on a branch of fedc, on top of the base, and a pull request from there. */
export async function deliverPullRequest(delivery: Delivery, context: PublishContext): Promise<readonly DeliveryResult[]> {
  const { branch, targets, repository } = delivery;
  const remote = await context.remote(delivery);
  const digest = digestOf(targets);
  return retryOnConflict(context.pause, async (again) => {
    const seen = await knownBranches(delivery, remote, context, again);
    const base = seen.get(branch);
    if (base === undefined) throw (await remote.isEmpty()) ? emptyRepository(repository) : noBranch(branch, repository);
    const head = headsIn(seen, context);
    if (context.upToDate.knows(delivery, { base, head, digest })) return deliveryResults(targets.map(unchangedPlan), "unchanged");

    const fetched = await fetchSeen(delivery, remote, seen, context);
    const own = await chooseBranch(delivery, remote, seen, fetched, context);
    const remoteTree = await remoteTreeAt(remote, fetched.get(branch), formatOf(base), targets);
    const plans = await plansFor(remote, remoteTree, targets, context.permissions);
    const changing = plans.filter(({ write, obstacles }) => write.size > 0 && obstacles.length === 0);
    const hosted = async (): Promise<DeliveryState> => ({
      ...{ delivery, remote, seen, own, remoteTree, plans, changing },
      kept: own.proposal ? await keptPlans(remote, delivery, own.proposal, remoteTree, context) : [],
      forge: await context.forge(repository),
    });
    if (changing.length > 0) return propose(await hosted(), context);

    const inPlace = plans.every(({ obstacles }) => obstacles.length === 0);
    const proposed = own.proposal?.record.overlays.some(({ path }) => targetFolders(context.asked, delivery).has(path)) ?? false;
    const results = inPlace && proposed ? await withdraw(await hosted(), context) : deliveryResults(plans, "unchanged");
    if (inPlace && results.every(({ outcome }) => outcome === "unchanged")) context.upToDate.note(delivery, { base, head, digest });
    return results;
  });
}

/** Closes a pull request that is not needed, because the base holds everything that it proposes. */
async function withdraw(state: DeliveryState, context: PublishContext): Promise<readonly DeliveryResult[]> {
  const { forge, own, delivery, plans, remote, kept } = state;
  const open = await forge.find(own.name, delivery.branch);
  if (open?.state !== "open" || own.head === undefined) return deliveryResults(plans, "unchanged");
  if (kept.length > 0) return propose(state, context);
  if (!(await own.isUntouched()) && !context.permissions.overwriteEdits) return skippedForOthersWork(plans, own.name, open);
  const results = deliveryResults(plans, "pr-closed", { url: open.url });
  if (context.dryRun) return results;
  await forge.close(open, `\`${delivery.branch}\` holds all of this already, so nothing is left to merge.`);
  const left = await branchLeft(remote, own.name, own.head);
  return results.map((result, i) => (left && i === 0 ? { ...result, warnings: [...result.warnings, left] } : result));
}

/** Deletes a branch that nothing is proposed from any more. Where the repository forbids that, it stays, and is told of. */
async function branchLeft(remote: Remote, name: string, head: string): Promise<DeliveryResult["warnings"][number] | undefined> {
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

function emptyRepository(repository: string): Failure {
  return new Failure(
    `\`${repository}\` has no commit yet, so no pull request can be opened there`,
    "make a first commit there, or use `delivery: commit`",
  );
}
