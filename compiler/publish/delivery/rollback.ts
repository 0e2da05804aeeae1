import type { DeliveryRecord, Revision } from "./delivery-record.ts";

/** How a revision that was delivered stands to the one that is published now, as far as the local history knows. */
export type Ancestry = "newer" | "not-newer" | "unknown";

/** The latest delivery to one of these folders, among records with the latest first. Two federations of one name have folders of their own. */
export function lastDelivery(
  records: readonly DeliveryRecord[],
  federation: string,
  paths: ReadonlySet<string>,
): DeliveryRecord | undefined {
  return records.find((record) => record.federation === federation && record.overlays.some(({ path }) => paths.has(path)));
}

/**
 * Whether publishing would bring a repository back to what was before. By history where it is known; a shallow checkout
 * knows only the times of the commits.
 */
export function isRollback(ours: Revision, theirs: Revision, ancestry: Ancestry): boolean {
  if (ours.commit === theirs.commit) return false;
  return ancestry === "unknown" ? ours.time < theirs.time : ancestry === "newer";
}
