import type { PublishContext } from "../context.ts";
import { type DeliveryResult, deliveryResults } from "../delivery-results.ts";
import { digestIn, type Forge, type PullRequest, pullRequestText } from "../forges/forge.ts";
import { GitFailure } from "../git/git-failure.ts";
import type { Remote } from "../git/remote.ts";
import { type Delivery, digestOf, placeKey, type Target } from "../target.ts";
import { type KeptPlan, keptWarnings } from "./kept-proposals.ts";
import { makeCommit, reasonToWaitForOther, rollbackReason } from "./make-commit.ts";
import { type OwnBranch, refuseBranchInTheWay } from "./own-branch.ts";
import { type DeliveryPlan, plansFor, unchangedPlan } from "./plan-delivery.ts";
import { type RemoteTree, remoteTreeAt } from "./remote-tree.ts";

/** Makes sure that a pull request proposes the desired overlays, and the kept proposals of other runs. */
export async function propose(state: DeliveryState, context: PublishContext): Promise<readonly DeliveryResult[]> {
  const { delivery, remote, forge, seen, own, remoteTree, plans, changing } = state;
  const before = await forge.find(own.name, delivery.branch);
  const over = before !== undefined && before.state !== "open" && before.headCommit === own.head;
  const refused = await declinedBefore(state, before);
  if (refused) return declined(plans, refused);

  const spent = over && before.state === "merged";
  const untouched = await own.isUntouched();
  if (own.head !== undefined && !untouched && !spent && !context.permissions.overwriteEdits)
    return skippedForOthersWork(plans, own.name, before);
  const kept = over ? [] : state.kept;
  const outdated = kept.find(({ changedSince }) => changedSince);
  if (outdated) return deliveryResults(plans, "failed", { reasons: [outdatedReason(outdated, own.name, delivery)] });
  const record = untouched && !spent ? own.proposal?.record : undefined;
  const rollback = await rollbackReason(remote, delivery.branch, remoteTree, changing, context, record);
  if (rollback) return deliveryResults(plans, "failed", { reasons: [rollback] });

  const all = inOrder([...changing, ...kept.map(({ plan }) => plan)], context.file);
  const desired = digestOf(targetsOf(all), remoteTree.format);
  const text = pullRequestText(context.describe(delivery, all), desired);
  const current = untouched && (await isCurrent(state, all, desired, context));
  const open = before?.state === "open" ? before : undefined;
  const other = open && record?.digest !== desired ? await reasonToWaitForOther(record, own.name, context) : undefined;
  if (other) return deliveryResults(plans, "waiting", { reasons: [other], url: open?.url ?? "" });
  const results = resultsOf(state, kept);
  if (own.head === undefined) refuseBranchInTheWay(own.name, seen, delivery.repository);
  if (context.dryRun) {
    const same = open !== undefined && current && open.text.title === text.title && digestIn(open.text.body) === desired;
    return same ? results("unchanged") : results(open ? "pr-updated" : "pr-created", open ? { url: open.url } : {});
  }
  let commit = own.head;
  if (!current) {
    const before = kept.length > 0 ? own.proposal?.record.revision : undefined;
    commit = await makeCommit(remote, delivery, remoteTree, all, context, before);
    await remote.replace(own.name, commit, own.head);
  }
  const now = open ? await forge.update(open, text) : await forge.open({ ...text, head: own.name, base: delivery.branch });
  // If another run has written to the branch meanwhile, its description must win.
  const there = (await remote.branches([own.name])).get(own.name);
  if (there !== undefined && there !== commit) throw GitFailure.race(delivery.repository);
  const reported = { ...(commit !== undefined && { commit }), url: now.url };
  if (!open) return results("pr-created", reported);
  return results(current && JSON.stringify(now.text) === JSON.stringify(open.text) ? "unchanged" : "pr-updated", reported);
}

/** A closed pull request that proposed the same, from this branch or from an earlier name of it. */
async function declinedBefore(state: DeliveryState, before: PullRequest | undefined): Promise<PullRequest | undefined> {
  const { delivery, forge, own, changing, kept, remoteTree } = state;
  const alone = targetsOf(changing);
  const digests = [alone, [...alone, ...kept.map(({ plan }) => plan.target)]].map((targets) => digestOf(targets, remoteTree.format));
  const asksTheSame = (other: PullRequest | undefined) => other?.state === "closed" && digests.includes(digestIn(other.text.body) ?? "");
  if (asksTheSame(before)) return before;
  for (const name of own.formerNames) {
    const former = await forge.find(name, delivery.branch);
    if (asksTheSame(former)) return former;
  }
  return undefined;
}

/** The result of each overlay of this run. An overlay that is removed from the branch has changed too. */
function resultsOf({ plans, changing, own }: DeliveryState, kept: readonly KeptPlan[]) {
  const taken = (plan: DeliveryPlan) =>
    changing.length === 0 && own.proposal?.record.overlays.some(({ path }) => path === plan.target.path);
  return (outcome: DeliveryResult["outcome"], more: Parameters<typeof deliveryResults>[2] = {}): readonly DeliveryResult[] => {
    const shown = outcome === "unchanged" ? plans.map((plan) => (plan.obstacles.length > 0 ? plan : unchangedPlan(plan.target))) : plans;
    return deliveryResults(shown, outcome, more).map((result, i) => {
      const plan = plans[i];
      const withdrawn = plan && outcome !== "unchanged" && taken(plan) ? { ...more, outcome } : {};
      return { ...result, ...withdrawn, warnings: [...result.warnings, ...(i === 0 ? keptWarnings(kept, own.name) : [])] };
    });
  };
}

/** Sorts plans by their position in the file, so that the description does not depend on the last run. Others come last. */
function inOrder(plans: readonly DeliveryPlan[], file: readonly Target[]): readonly DeliveryPlan[] {
  const placeOf = ({ target }: DeliveryPlan) => {
    const place = file.findIndex((one) => placeKey(one) === placeKey(target) && one.path === target.path);
    return place === -1 ? file.length : place;
  };
  return [...plans].sort((a, b) => placeOf(a) - placeOf(b));
}

function targetsOf(plans: readonly DeliveryPlan[]): readonly Target[] {
  return plans.map(({ target }) => target);
}

/**
 * Whether fedc's branch already holds exactly the desired content, on a base that has not changed there. Then it stays, with its reviews.
 */
async function isCurrent(
  { remote, own: { head, proposal }, remoteTree }: DeliveryState,
  all: readonly DeliveryPlan[],
  desired: string,
  context: PublishContext,
): Promise<boolean> {
  if (proposal?.record.digest !== desired) return false;
  const targets = targetsOf(all);
  const there = await plansFor(remote, await remoteTreeAt(remote, head, remoteTree.format, targets), targets, context.permissions);
  if (there.some(({ write, obstacles }) => write.size > 0 || obstacles.length > 0)) return false;
  const before = await remoteTreeAt(remote, proposal.basedOn, remoteTree.format, targets);
  const now = await remoteTreeAt(remote, remoteTree.commit, remoteTree.format, targets);
  return targets.every(({ path }) => {
    const within = ({ entries }: RemoteTree) => JSON.stringify([...entries].filter(([at]) => at.startsWith(`${path}/`)));
    return within(before) === within(now);
  });
}

function declined(plans: readonly DeliveryPlan[], { url }: PullRequest): readonly DeliveryResult[] {
  const message = "its pull request was closed, and nothing has changed since";
  return deliveryResults(plans, "declined", { url, reasons: [{ message, help: "reopen it, or change federation.yaml" }] });
}

/** Leaves the branch to the people who have committed to it. */
export function skippedForOthersWork(
  plans: readonly DeliveryPlan[],
  own: string,
  pullRequest: PullRequest | undefined,
): readonly DeliveryResult[] {
  const reason = {
    message: `\`${own}\` holds commits of other people, and was not touched`,
    help: "merge or close its pull request and delete the branch; `--overwrite-edits` drops those commits",
  };
  return deliveryResults(plans, "skipped-edited", { ...(pullRequest && { url: pullRequest.url }), reasons: [reason] });
}

function outdatedReason({ plan: { target } }: KeptPlan, own: OwnBranch["name"], { branch }: Delivery): { message: string; help: string } {
  return {
    message: `\`${own}\` also proposes \`${target.path}\` for \`${target.overlay.cluster}\`, which has changed in \`${branch}\` since`,
    help: `publish \`${target.overlay.cluster}\` too, or close that pull request and delete its branch`,
  };
}

/** Everything that is known about one delivery. */
export interface DeliveryState {
  readonly delivery: Delivery;
  readonly remote: Remote;
  readonly forge: Forge;
  readonly seen: ReadonlyMap<string, string>;
  readonly own: OwnBranch;
  readonly remoteTree: RemoteTree;
  /** All plans of this run, and those of them that change something. */
  readonly plans: readonly DeliveryPlan[];
  readonly changing: readonly DeliveryPlan[];
  /** Earlier proposals for targets that this run was not asked for. */
  readonly kept: readonly KeptPlan[];
}
