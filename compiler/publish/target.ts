import type { ForgeName } from "../2-resolve/forge-of-repository.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { repositoryIdentity } from "../2-resolve/repository-identity.ts";
import type { Overlay } from "../6-render/overlay.ts";
import { hash } from "../7-write/inventory.ts";
import { compare } from "../findings/finding.ts";
import type { ObjectFormat } from "./git/object-ids.ts";
import { idsOf } from "./overlay-ids.ts";
import type { SyncRule } from "./sync/judge-sync.ts";

/** The branch of one repository, and the method by which it gets commits. */
export interface DeliveryPlace {
  readonly repository: string;
  readonly branch: string;
  readonly delivery: "commit" | "pull-request";
  /** The kind of server, as far as federation.yaml tells it. */
  readonly forge?: ForgeName | undefined;
}

/** One overlay and its destination. */
export interface Target extends DeliveryPlace {
  /** The folder of the overlay in the repository. */
  readonly path: string;
  readonly reviewers: readonly string[];
  readonly labels: readonly string[];
  /** How the cluster reports that it has synced. */
  readonly synced?: SyncRule | undefined;
  readonly overlay: Overlay;
}

/** All overlays that go to one branch of one repository by the same method: one commit, or one pull request. */
export interface Delivery extends DeliveryPlace {
  readonly targets: readonly Target[];
}

/** Groups targets by delivery, in the given order. */
export function deliveriesOf(targets: readonly Target[]): readonly Delivery[] {
  return [...grouped(targets, placeKey).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { repository, branch, delivery, forge } = first;
    return [{ repository, branch, delivery, forge, targets: group }];
  });
}

/** Equal for all targets of one delivery. */
export function placeKey({ repository, branch, delivery }: DeliveryPlace): string {
  return `${repositoryIdentity(repository)} ${branch} ${delivery}`;
}

/** The folders of those targets that belong to a delivery. */
export function targetFolders(targets: readonly Target[], place: DeliveryPlace): ReadonlySet<string> {
  const key = placeKey(place);
  return new Set(targets.filter((target) => placeKey(target) === key).map(({ path }) => path));
}

/** A digest of the delivered content, independent of the order of targets. It is the same in all formats; that of the repository is needed anyway. */
export function digestOf(targets: readonly Target[], format: ObjectFormat): string {
  const lines = targets.map(({ path, overlay }) => JSON.stringify([path, idsOf(overlay, format).inventory]));
  return hash(lines.sort(compare).join("\n"));
}

/** Works on deliveries, up to so many repositories at the same time. */
export async function inParallel(deliveries: readonly Delivery[], work: (delivery: Delivery) => Promise<void>, max = 6): Promise<void> {
  const queue = deliveries.values();
  const worker = async () => {
    for (const delivery of queue) await work(delivery);
  };
  await Promise.all(Array.from({ length: max }, worker));
}
