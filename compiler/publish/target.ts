import { createHash } from "node:crypto";
import { repositoryIdentity } from "../2-resolve/repository-identity.ts";
import type { Overlay } from "../6-render/overlay.ts";
import { hash, ownedFiles } from "../7-write/inventory.ts";
import { INVENTORY } from "../7-write/layout.ts";
import { compare } from "../findings/finding.ts";

/** One overlay and its destination. */
export interface Target {
  readonly repository: string;
  readonly branch: string;
  /** The folder of the overlay in the repository. */
  readonly path: string;
  readonly delivery: "commit" | "pull-request";
  readonly reviewers: readonly string[];
  readonly labels: readonly string[];
  readonly overlay: Overlay;
}

/** All overlays that go to one branch of one repository by the same method: one commit, or one pull request. */
export interface Delivery {
  readonly repository: string;
  readonly branch: string;
  readonly delivery: "commit" | "pull-request";
  readonly targets: readonly Target[];
}

/** Groups targets by delivery, in the given order. */
export function deliveriesOf(targets: readonly Target[]): readonly Delivery[] {
  const groups = new Map<string, Target[]>();
  for (const target of targets) {
    const key = placeKey(target);
    const group = groups.get(key);
    if (group) group.push(target);
    else groups.set(key, [target]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ repository: first.repository, branch: first.branch, delivery: first.delivery, targets: group }] : [];
  });
}

/** Equal for all targets of one delivery. */
export function placeKey({ repository, branch, delivery }: Pick<Target, "repository" | "branch" | "delivery">): string {
  return `${repositoryIdentity(repository)} ${branch} ${delivery}`;
}

/** The folders of those targets that belong to a delivery. */
export function targetFolders(
  targets: readonly Target[],
  delivery: Pick<Target, "repository" | "branch" | "delivery">,
): ReadonlySet<string> {
  const key = placeKey(delivery);
  return new Set(targets.filter((target) => placeKey(target) === key).map(({ path }) => path));
}

/** A digest of the delivered content, independent of the order of targets. */
export function digestOf(targets: readonly Target[]): string {
  const lines = targets.map(({ path, overlay }) => JSON.stringify([path, hash(ownedFiles(overlay).get(INVENTORY) ?? "")]));
  return `sha256:${createHash("sha256").update(lines.sort(compare).join("\n")).digest("hex")}`;
}
