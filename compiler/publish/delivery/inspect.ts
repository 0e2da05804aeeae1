import type { Permissions } from "../../7-write/reconcile.ts";
import type { PublishContext } from "../context.ts";
import { formatOf, type ObjectFormat } from "../git/object-ids.ts";
import type { Remote } from "../git/remote.ts";
import type { Delivery, Target } from "../target.ts";
import { ownBranchesIn, ownBranchesToAskFor } from "./own-branch.ts";
import { type DeliveryPlan, planDelivery, unchangedPlan } from "./plan-delivery.ts";
import { isInPlace, pathsToList, type RemoteTree, type TreeEntry, textsNeeded } from "./remote-tree.ts";

/**
 * The commits of the branches that matter for a delivery. One run asks once, so that waves and deliveries see the same state; `again` asks
 * once more.
 */
export function knownBranches(
  { branch, delivery }: Delivery,
  remote: Remote,
  context: Pick<PublishContext, "federation">,
  again: boolean,
): Promise<ReadonlyMap<string, string>> {
  const names = delivery === "commit" ? [branch] : [branch, ...ownBranchesToAskFor(context)];
  return again ? remote.branches(names) : remote.known(names);
}

/**
 * Fetches the base branch of a delivery and fedc's own branches, these deep enough to see the commit that they were made on, also if
 * GitHub's button merged the base into them.
 */
export function fetchSeen(
  { branch }: Delivery,
  remote: Remote,
  seen: ReadonlyMap<string, string>,
  context: Pick<PublishContext, "federation">,
): Promise<ReadonlyMap<string, string>> {
  const own = ownBranchesIn(seen, context);
  return remote.fetch([branch, ...own], formatOf(seen.get(branch)), own.length === 0 ? 1 : 3);
}

/** The tree at a fetched commit, as far as these overlays are concerned. It is empty if there is no commit. */
export async function remoteTreeAt(
  remote: Remote,
  commit: string | undefined,
  format: ObjectFormat,
  targets: readonly Target[],
): Promise<RemoteTree> {
  const paths = [...new Set(targets.flatMap(pathsToList))];
  const entries = commit === undefined ? new Map<string, TreeEntry>() : await remote.list(commit, paths);
  return { commit, format, entries, texts: new Map() };
}

/** The plan for each overlay. Files are fetched only for overlays that differ from the desired ones. */
export async function plansFor(
  remote: Remote,
  remoteTree: RemoteTree,
  targets: readonly Target[],
  permissions: Permissions,
): Promise<readonly DeliveryPlan[]> {
  const outdated = targets.filter((target) => !isInPlace(target, remoteTree));
  const texts = await remote.texts([...new Set(outdated.flatMap((target) => textsNeeded(target, remoteTree)))]);
  return targets.map((target) =>
    outdated.includes(target) ? planDelivery(target, { ...remoteTree, texts }, permissions) : unchangedPlan(target),
  );
}
