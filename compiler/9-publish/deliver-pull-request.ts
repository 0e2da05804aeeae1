import type { PublishContext } from "./context.ts";
import { noBranch, unchanged } from "./deliver-commit.ts";
import type { Remote } from "./git/remote.ts";
import type { Holding } from "./holding.ts";
import type { Hosting, PullRequest } from "./hosting.ts";
import { judgeBranch, type OwnBranch } from "./judge-branch.ts";
import { branchesOf, fetchSeen, formatOf, holdingAt, ownBranch, plansFor } from "./look.ts";
import { makeCommit, rollbackReason } from "./make-commit.ts";
import type { Receipt } from "./outcome.ts";
import type { DeliveryPlan } from "./plan-delivery.ts";
import { digestIn, pullRequestText } from "./pull-request-text.ts";
import { receiptsOf } from "./receipts.ts";
import { digestOf, type Parcel } from "./target.ts";
import { Undeliverable } from "./undeliverable.ts";
import { untilSettled } from "./until-settled.ts";

/** Everything that was found out about one parcel. */
interface Found {
  readonly parcel: Parcel;
  readonly remote: Remote;
  readonly hosting: Hosting;
  readonly own: string;
  readonly head: string | undefined;
  readonly holding: Holding;
  readonly plans: readonly DeliveryPlan[];
  readonly changing: readonly DeliveryPlan[];
}

/** Brings overlays to fedc's own branch, one commit on top of the base, and asks for it to be merged. */
export async function deliverPullRequest(parcel: Parcel, context: PublishContext): Promise<readonly Receipt[]> {
  const { branch, targets, repository } = parcel;
  const own = ownBranch(context);
  const remote = await context.remote(parcel);
  const digest = digestOf(targets);
  return untilSettled(context.pause, async (again) => {
    const seen = await branchesOf(parcel, remote, context, again);
    const base = seen.get(branch);
    if (base === undefined) throw (await remote.isEmpty()) ? emptyRepository(repository) : noBranch(branch, repository);
    if (context.settled.knows(parcel, { base, head: seen.get(own), digest })) return receiptsOf(targets.map(unchanged), "unchanged");

    const format = formatOf(base);
    const fetched = await fetchSeen(remote, seen.keys(), format);
    const head = fetched.get(own);
    const holding = await holdingAt(remote, fetched.get(branch), format, targets);
    const plans = await plansFor(remote, holding, targets, context.permissions);
    const changing = plans.filter(({ write, obstacles }) => write.size > 0 && obstacles.length === 0);
    const hosted = async (): Promise<Found> => ({
      ...{ parcel, remote, own, head, holding, plans, changing },
      hosting: await context.hosting(repository),
    });
    if (changing.length > 0) return propose(await hosted(), context);

    const inPlace = plans.every(({ obstacles }) => obstacles.length === 0);
    const receipts = head !== undefined && inPlace ? await withdraw(await hosted(), head, context) : receiptsOf(plans, "unchanged");
    if (inPlace && receipts.every(({ outcome }) => outcome === "unchanged")) context.settled.note(parcel, { base, head, digest });
    return receipts;
  });
}

/** Closes what is no longer needed: the base holds all of it. */
async function withdraw(
  { hosting, own, parcel, plans, remote }: Found,
  head: string,
  context: PublishContext,
): Promise<readonly Receipt[]> {
  const found = await hosting.find(own, parcel.branch);
  if (found?.state !== "open") return receiptsOf(plans, "unchanged");
  const branch = await judgeBranch(remote, head, context.federation);
  if (!branch.ours && !context.permissions.overwriteEdits) return othersWork(plans, own, found);
  if (!context.dryRun) {
    await hosting.close(found, `\`${parcel.branch}\` holds all of this already, so nothing is left to merge.`);
    await remote.replace(own, undefined, head);
  }
  return receiptsOf(plans, "pr-closed", { url: found.url });
}

/** Makes sure that a pull request asks for what is wanted. */
async function propose(found: Found, context: PublishContext): Promise<readonly Receipt[]> {
  const { parcel, remote, hosting, own, head, holding, plans, changing } = found;
  const wanted = digestOf(changing.map(({ target }) => target));
  const before = await hosting.find(own, parcel.branch);
  if (before?.state === "closed" && digestIn(before.text.body) === wanted) return declined(plans, before);

  const branch: OwnBranch | undefined = head === undefined ? undefined : await judgeBranch(remote, head, context.federation);
  const spent = before?.state === "merged" && before.headCommit === head;
  if (branch && !branch.ours && !spent && !context.permissions.overwriteEdits) return othersWork(plans, own, before);
  const record = branch?.ours && !spent ? branch.record : undefined;
  const rollback = await rollbackReason(remote, parcel.branch, holding, changing, context, record);
  if (rollback) return receiptsOf(plans, "failed", { reasons: [rollback] });

  const text = pullRequestText(context.describe(parcel, changing), wanted);
  const current = branch?.ours === true && (await isCurrent(found, branch, context, wanted));
  const open = before?.state === "open" ? before : undefined;
  if (context.dryRun) {
    const same = open !== undefined && current && open.text.title === text.title && digestIn(open.text.body) === wanted;
    return receiptsOf(
      same ? plans.map(({ target }) => unchanged(target)) : plans,
      open ? "pr-updated" : "pr-created",
      open ? { url: open.url } : {},
    );
  }
  let commit = head;
  if (!current) {
    commit = await makeCommit(remote, holding, changing, context);
    await remote.replace(own, commit, head);
  }
  const now = open ? await hosting.update(open, text) : await hosting.open({ ...text, head: own, base: parcel.branch });
  const told = { ...(commit !== undefined && { commit }), url: now.url };
  if (!open) return receiptsOf(plans, "pr-created", told);
  const same = current && JSON.stringify(now.text) === JSON.stringify(open.text);
  return receiptsOf(plans, same ? "unchanged" : "pr-updated", told);
}

/** Whether fedc's branch holds just what is wanted, made on a base that has not changed where it matters: then it keeps its reviews. */
async function isCurrent(
  { remote, head, holding, changing }: Found,
  { record, basedOn }: OwnBranch & { ours: true },
  context: PublishContext,
  wanted: string,
): Promise<boolean> {
  if (record.digest !== wanted) return false;
  const targets = changing.map(({ target }) => target);
  const there = await plansFor(remote, await holdingAt(remote, head, holding.format, targets), targets, context.permissions);
  if (there.some(({ write, obstacles }) => write.size > 0 || obstacles.length > 0)) return false;
  const before = await holdingAt(remote, basedOn, holding.format, targets);
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

function othersWork(plans: readonly DeliveryPlan[], own: string, found: PullRequest | undefined): readonly Receipt[] {
  const reason = {
    message: `\`${own}\` holds commits of others, and was not touched`,
    help: "merge or close its pull request and delete the branch; `--overwrite-edits` drops those commits",
  };
  const waiting = plans.map((plan) => (plan.write.size === 0 ? plan : { ...plan, files: new Map(plan.files) }));
  return receiptsOf(waiting, "skipped-edited", { ...(found && { url: found.url }), reasons: [reason] });
}

function emptyRepository(repository: string): Undeliverable {
  return new Undeliverable(
    `\`${repository}\` has no commit yet, so nothing can ask to be merged into it`,
    "make a first commit there, or use `delivery: commit`",
  );
}
