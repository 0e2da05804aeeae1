import type { PublishContext } from "./context.ts";
import { unchanged } from "./deliver-commit.ts";
import type { Found } from "./deliver-pull-request.ts";
import { GitFailure } from "./git/git-failure.ts";
import type { Holding } from "./holding.ts";
import type { Hosting, PullRequest } from "./hosting.ts";
import { type KeptPlan, keptWarnings } from "./kept-proposals.ts";
import { holdingAt, plansFor } from "./look.ts";
import { makeCommit, rollbackReason } from "./make-commit.ts";
import type { Receipt } from "./outcome.ts";
import { type Chosen, refuseBranchInTheWay } from "./own-branch.ts";
import type { DeliveryPlan } from "./plan-delivery.ts";
import { digestIn, pullRequestText } from "./pull-request-text.ts";
import { receiptsOf } from "./receipts.ts";
import { digestOf, type Parcel, placeKey, type Target } from "./target.ts";

/** Makes sure that a pull request asks for what is wanted, and for what was proposed before and is nothing of this run's. */
export async function propose(found: Found, context: PublishContext): Promise<readonly Receipt[]> {
  const { parcel, remote, hosting, seen, own, holding, plans, changing } = found;
  const before = await hosting.find(own.name, parcel.branch);
  const over = before !== undefined && before.state !== "open" && before.headCommit === own.head;
  const refused = await declinedBefore(found, before);
  if (refused) return declined(plans, refused);

  const spent = over && before.state === "merged";
  const untouched = await own.isUntouched();
  if (own.head !== undefined && !untouched && !spent && !context.permissions.overwriteEdits) return othersWork(plans, own.name, before);
  const kept = over ? [] : found.kept;
  const outdated = kept.find(({ changedSince }) => changedSince);
  if (outdated) return receiptsOf(plans, "failed", { reasons: [outdatedReason(outdated, own.name, parcel)] });
  const record = untouched && !spent ? own.proposal?.record : undefined;
  const rollback = await rollbackReason(remote, parcel.branch, holding, changing, context, record);
  if (rollback) return receiptsOf(plans, "failed", { reasons: [rollback] });

  const all = inOrder([...changing, ...kept.map(({ plan }) => plan)], context.file);
  const wanted = digestOf(targetsOf(all));
  const text = pullRequestText(context.describe(parcel, all), wanted);
  const current = untouched && (await isCurrent(found, all, wanted, context));
  const open = before?.state === "open" ? before : undefined;
  const results = resultsOf(found, kept);
  if (own.head === undefined) refuseBranchInTheWay(own.name, seen, parcel.repository);
  if (context.dryRun) {
    const same = open !== undefined && current && open.text.title === text.title && digestIn(open.text.body) === wanted;
    return same ? results("unchanged") : results(open ? "pr-updated" : "pr-created", open ? { url: open.url } : {});
  }
  let commit = own.head;
  if (!current) {
    commit = await makeCommit(remote, parcel.branch, holding, all, context, kept.length > 0 ? own.proposal?.record.revision : undefined);
    await remote.replace(own.name, commit, own.head);
  }
  const now = open ? await hosting.update(open, text) : await hosting.open({ ...text, head: own.name, base: parcel.branch });
  // Another run may have added to the branch meanwhile, and its text is to be the last.
  const there = (await remote.branches([own.name])).get(own.name);
  if (there !== undefined && there !== commit) throw GitFailure.race(parcel.repository);
  const told = { ...(commit !== undefined && { commit }), url: now.url };
  if (!open) return results("pr-created", told);
  return results(current && JSON.stringify(now.text) === JSON.stringify(open.text) ? "unchanged" : "pr-updated", told);
}

/** A pull request that asked for the same and was closed, from the branch or from where that was before it went. */
async function declinedBefore(found: Found, before: PullRequest | undefined): Promise<PullRequest | undefined> {
  const { parcel, hosting, own, changing, kept } = found;
  const alone = targetsOf(changing);
  const digests = [digestOf(alone), digestOf([...alone, ...kept.map(({ plan }) => plan.target)])];
  const asksTheSame = (one: PullRequest | undefined) => one?.state === "closed" && digests.includes(digestIn(one.text.body) ?? "");
  if (asksTheSame(before)) return before;
  return await firstOf(own.formerNames, hosting, parcel.branch, asksTheSame);
}

async function firstOf(
  names: readonly string[],
  hosting: Hosting,
  base: string,
  fits: (one: PullRequest | undefined) => boolean,
): Promise<PullRequest | undefined> {
  for (const name of names) {
    const one = await hosting.find(name, base);
    if (fits(one)) return one;
  }
  return undefined;
}

/** What becomes of each overlay that was asked for; what is taken back from the branch changes it too. */
function resultsOf({ plans, changing, own }: Found, kept: readonly KeptPlan[]) {
  const taken = (plan: DeliveryPlan) =>
    changing.length === 0 && own.proposal?.record.overlays.some(({ path }) => path === plan.target.path);
  return (outcome: Receipt["outcome"], more: Parameters<typeof receiptsOf>[2] = {}): readonly Receipt[] => {
    const shown = outcome === "unchanged" ? plans.map((plan) => (plan.obstacles.length > 0 ? plan : unchanged(plan.target))) : plans;
    return receiptsOf(shown, outcome, more).map((receipt, i) => {
      const plan = plans[i];
      const withdrawn = plan && outcome !== "unchanged" && taken(plan) ? { ...more, outcome } : {};
      return { ...receipt, ...withdrawn, warnings: [...receipt.warnings, ...(i === 0 ? keptWarnings(kept, own.name) : [])] };
    });
  };
}

/** By their places in the file, so that a pull request says the same whatever was asked for last; others come after. */
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

/** Whether fedc's branch holds just what is wanted, made on a base that has not changed where it matters: then it keeps its reviews. */
async function isCurrent(
  { remote, own: { head, proposal }, holding }: Found,
  all: readonly DeliveryPlan[],
  wanted: string,
  context: PublishContext,
): Promise<boolean> {
  if (proposal?.record.digest !== wanted) return false;
  const targets = targetsOf(all);
  const there = await plansFor(remote, await holdingAt(remote, head, holding.format, targets), targets, context.permissions);
  if (there.some(({ write, obstacles }) => write.size > 0 || obstacles.length > 0)) return false;
  const before = await holdingAt(remote, proposal.basedOn, holding.format, targets);
  const now = await holdingAt(remote, holding.commit, holding.format, targets);
  return targets.every(({ path }) => {
    const within = ({ entries }: Holding) => JSON.stringify([...entries].filter(([at]) => at.startsWith(`${path}/`)));
    return within(before) === within(now);
  });
}

function declined(plans: readonly DeliveryPlan[], { url }: PullRequest): readonly Receipt[] {
  const message = "its pull request was closed, and nothing has changed since";
  return receiptsOf(plans, "declined", { url, reasons: [{ message, help: "reopen it, or change what is wanted" }] });
}

/** The branch is left to those who have committed to it. */
export function othersWork(plans: readonly DeliveryPlan[], own: string, found: PullRequest | undefined): readonly Receipt[] {
  const reason = {
    message: `\`${own}\` holds commits of others, and was not touched`,
    help: "merge or close its pull request and delete the branch; `--overwrite-edits` drops those commits",
  };
  return receiptsOf(plans, "skipped-edited", { ...(found && { url: found.url }), reasons: [reason] });
}

function outdatedReason({ plan: { target } }: KeptPlan, own: Chosen["name"], { branch }: Parcel): { message: string; help: string } {
  return {
    message: `\`${own}\` proposes \`${target.path}\` for \`${target.overlay.cluster}\` as well, which has changed in \`${branch}\` since`,
    help: `publish \`${target.overlay.cluster}\` too, or close that pull request and delete its branch`,
  };
}
