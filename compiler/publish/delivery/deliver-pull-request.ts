import { Failure } from "../../findings/failure.ts";
import type { PublishContext } from "../context.ts";
import { type DeliveryResult, deliveryResults } from "../delivery-results.ts";
import { withdrawnText } from "../forges/forge.ts";
import { GitFailure } from "../git/git-failure.ts";
import type { Remote } from "../git/remote.ts";
import { type Delivery, targetFolders } from "../target.ts";
import { noBranch } from "./deliver-commit.ts";
import { keptPlans } from "./kept-proposals.ts";
import { chooseBranch } from "./own-branch.ts";
import { isChanging, plansFor, unchangedPlan } from "./plan-delivery.ts";
import { type DeliveryState, propose, skippedForOthersWork } from "./propose.ts";
import { withSnapshot } from "./remote-snapshot.ts";

/** Delivers overlays by one commit on a branch of fedc, on top of the base, and a pull request from there. */
export async function deliverPullRequest(delivery: Delivery, context: PublishContext): Promise<readonly DeliveryResult[]> {
  const { branch, targets, repository } = delivery;
  return withSnapshot(delivery, context, async ({ remote, seen, base, isUpToDate, fetch, noteUpToDate }) => {
    if (base === undefined) throw (await remote.isEmpty()) ? emptyRepository(repository) : noBranch(branch, repository);
    if (isUpToDate) return deliveryResults(targets.map(unchangedPlan), "unchanged");

    const { heads, remoteTree } = await fetch();
    const own = await chooseBranch(delivery, remote, seen, heads, context);
    const plans = await plansFor(remote, remoteTree, targets, context.permissions);
    const changing = plans.filter(isChanging);
    const atForge = async (): Promise<DeliveryState> => ({
      ...{ delivery, remote, seen, own, remoteTree, plans, changing },
      kept: own.proposal ? await keptPlans(remote, delivery, own.proposal, remoteTree, context) : [],
      forge: await context.forge(delivery),
    });
    if (changing.length > 0) return propose(await atForge(), context);

    const inPlace = plans.every(({ obstacles }) => obstacles.length === 0);
    const proposed = own.proposal?.record.overlays.some(({ path }) => targetFolders(context.asked, delivery).has(path)) ?? false;
    const results = inPlace && proposed ? await withdraw(await atForge(), context) : deliveryResults(plans, "unchanged");
    if (inPlace && results.every(({ outcome }) => outcome === "unchanged")) noteUpToDate(remoteTree.commit ?? base);
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
  await forge.update(open, withdrawnText(open.text));
  await forge.close(open, `\`${delivery.branch}\` holds all of this already, so nothing is left to merge.`);
  const left = await branchLeft(remote, own.name, own.head);
  return results.map((result, i) => (left && i === 0 ? { ...result, warnings: [...result.warnings, left] } : result));
}

/** Deletes a branch that proposes nothing any more. If the repository forbids that, the branch stays, and a warning says so. */
async function branchLeft(remote: Remote, name: string, head: string): Promise<DeliveryResult["warnings"][number] | undefined> {
  try {
    await remote.replace(name, undefined, head);
    return undefined;
  } catch (error) {
    if (!(error instanceof GitFailure && error.problem === "rejected")) throw error;
    return {
      message: `\`${name}\` is not needed any more, and stays: ${error.message}`,
      help: "delete it there; if it stays, fedc uses it again",
    };
  }
}

function emptyRepository(repository: string): Failure {
  return new Failure(
    `\`${repository}\` does not have a commit yet, so fedc cannot open a pull request there`,
    "make a first commit there, or use `delivery: commit`",
  );
}
