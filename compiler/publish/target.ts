import { createHash } from "node:crypto";
import { repositoryIdentity } from "../2-resolve/repository-identity.ts";
import type { Overlay } from "../6-render/overlay.ts";
import { hash, ownedFiles } from "../7-write/inventory.ts";
import { INVENTORY } from "../7-write/layout.ts";
import { compare } from "../findings/finding.ts";

/** One overlay, and where it goes. Whoever publishes in several steps makes a list of these for each. */
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

/** All that goes to one branch of one repository in one way: one commit, or one pull request. */
export interface Delivery {
  readonly repository: string;
  readonly branch: string;
  readonly delivery: "commit" | "pull-request";
  readonly targets: readonly Target[];
}

/** Gathers what goes together, in the order in which it is given. */
export function deliveriesOf(targets: readonly Target[]): readonly Delivery[] {
  const found = new Map<string, Target[]>();
  for (const target of targets) {
    const key = placeKey(target);
    const together = found.get(key);
    if (together) together.push(target);
    else found.set(key, [target]);
  }
  return [...found.values()].flatMap((together) => {
    const [first] = together;
    return first ? [{ repository: first.repository, branch: first.branch, delivery: first.delivery, targets: together }] : [];
  });
}

/** The same for all that goes together. */
export function placeKey({ repository, branch, delivery }: Pick<Target, "repository" | "branch" | "delivery">): string {
  return `${repositoryIdentity(repository)} ${branch} ${delivery}`;
}

/** The folders of those targets that go to a parcel's branch in its way. */
export function targetFolders(
  targets: readonly Target[],
  delivery: Pick<Target, "repository" | "branch" | "delivery">,
): ReadonlySet<string> {
  const key = placeKey(delivery);
  return new Set(targets.filter((target) => placeKey(target) === key).map(({ path }) => path));
}

/** What is delivered, whatever the order: the same content has the same digest. */
export function digestOf(targets: readonly Target[]): string {
  const lines = targets.map(({ path, overlay }) => JSON.stringify([path, hash(ownedFiles(overlay).get(INVENTORY) ?? "")]));
  return `sha256:${createHash("sha256").update(lines.sort(compare).join("\n")).digest("hex")}`;
}
