import { GENERATED, INVENTORY } from "../../7-write/layout.ts";
import type { PublishContext } from "../context.ts";
import type { ObjectFormat } from "../git/object-ids.ts";
import type { Remote } from "../git/remote.ts";
import { type Delivery, type Target, targetFolders } from "../target.ts";
import { type DeliveryPlan, plansFor } from "./plan-delivery.ts";
import type { Proposal } from "./proposal.ts";
import { type RemoteTree, remoteTreeAt } from "./remote-tree.ts";
import { storedOverlays } from "./stored-overlays.ts";

/** An earlier proposal for a target that this run was not asked for. It stays, because a run withdraws only its own proposals. */
export interface KeptPlan {
  readonly plan: DeliveryPlan;
  /** Whether federation.yaml does not have this overlay. Another file with the same name may have it. */
  readonly foreign: boolean;
  /** Whether the base branch has changed there since the proposal was made. */
  readonly changedSince: boolean;
}

/** The earlier proposals that must be proposed again, as far as the base does not hold them. */
export async function keptPlans(
  remote: Remote,
  delivery: Delivery,
  proposal: Proposal,
  base: RemoteTree,
  context: PublishContext,
): Promise<readonly KeptPlan[]> {
  const targets = await keptTargets(remote, delivery, proposal, base.format, context);
  if (targets.length === 0) return [];
  const before = await remoteTreeAt(remote, proposal.basedOn, base.format, targets);
  const now = await remoteTreeAt(remote, base.commit, base.format, targets);
  const file = targetFolders(context.file, delivery);
  // The user permitted all that the proposal replaces when fedc made it.
  const plans = await plansFor(remote, now, targets, { adopt: true, overwriteEdits: true });
  return plans.flatMap((plan) => {
    const { path } = plan.target;
    const inventory = `${path}/${INVENTORY}`;
    const changedSince = before.entries.get(inventory)?.id !== now.entries.get(inventory)?.id || plan.obstacles.length > 0;
    return plan.write.size > 0 || plan.obstacles.length > 0 ? [{ plan, foreign: !file.has(path), changedSince }] : [];
  });
}

/** Warns of proposals that stay although federation.yaml does not have them. */
export function keptWarnings(kept: readonly KeptPlan[], own: string): readonly { message: string; help: string }[] {
  return kept
    .filter(({ foreign }) => foreign)
    .map(({ plan: { target } }) => ({
      message: `\`${own}\` also proposes \`${target.path}\` for \`${target.overlay.cluster}\`, which is not in this file: the proposal stays`,
      help: "if it is not needed, close the pull request, delete its branch and publish again",
    }));
}

/** The overlays that a branch proposes for folders that this run was not asked for. */
async function keptTargets(
  remote: Remote,
  { repository, branch, delivery }: Delivery,
  { record, commit }: Proposal,
  format: ObjectFormat,
  { asked, file }: Pick<PublishContext, "asked" | "file">,
): Promise<readonly Target[]> {
  const place = { repository, branch, delivery };
  const own = targetFolders(asked, place);
  const others = record.overlays.filter(({ path }) => !own.has(path));
  if (others.length === 0) return [];
  const folders = targetFolders(file, place);
  const targetsByPath = new Map(file.filter(({ path }) => folders.has(path)).map((target) => [target.path, target]));
  const entries = await remote.list(commit, [...others.map(({ path }) => `${path}/${GENERATED}`), ...record.contents.keys()]);
  const stored = await storedOverlays(
    remote,
    { entries, format },
    others.map(({ path }) => ({ path, scaffold: scaffoldIn(path, [...record.contents.keys()]) })),
  );
  return others.map(({ cluster, path }) => {
    const { files = new Map(), scaffold = new Map() } = stored.get(path) ?? {};
    const { reviewers = [], labels = [] } = targetsByPath.get(path) ?? {};
    return { ...place, path, reviewers, labels, overlay: { cluster, federation: record.federation, files, scaffold } };
  });
}

/** The names of the files beside `generated/` that fedc wrote for an overlay. */
function scaffoldIn(path: string, contents: readonly string[]): readonly string[] {
  const inside = contents.flatMap((content) => (content.startsWith(`${path}/`) ? [content.slice(path.length + 1)] : []));
  return inside.filter((file) => !file.includes("/") && file !== GENERATED);
}
