import type { Permissions } from "../../7-write/reconcile.ts";
import type { PublishContext } from "../context.ts";
import { formatOf, type ObjectFormat } from "../git/object-ids.ts";
import type { Remote } from "../git/remote.ts";
import type { Delivery, Target } from "../target.ts";
import { ownBranchesIn, ownBranchesToAskFor } from "./own-branch.ts";
import { type DeliveryPlan, planDelivery, unchangedPlan } from "./plan-delivery.ts";
import { isInPlace, pathsToList, type RemoteTree, type TreeEntry, textsNeeded } from "./remote-tree.ts";

/**
 * Where the branches are that decide what is to be done for a parcel. One run asks once, so that waves and deliveries go by the same state;
 * `again` asks anew.
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
 * Fetches the branch of a parcel as it was seen, and fedc's own: with what these were made on, also where GitHub's button merged the base into
 * them.
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

/** What a repository holds of these overlays at a commit that was fetched; nothing where there is none. */
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

/** What is to be done for each overlay. Files are read only where something is not as it is to be. */
export async function plansFor(
  remote: Remote,
  remoteTree: RemoteTree,
  targets: readonly Target[],
  permissions: Permissions,
): Promise<readonly DeliveryPlan[]> {
  const open = targets.filter((target) => !isInPlace(target, remoteTree));
  const texts = await remote.texts([...new Set(open.flatMap((target) => textsNeeded(target, remoteTree)))]);
  return targets.map((target) =>
    open.includes(target) ? planDelivery(target, { ...remoteTree, texts }, permissions) : unchangedPlan(target),
  );
}
