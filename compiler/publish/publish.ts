import type { PublishContext } from "./context.ts";
import { deliverCommit } from "./delivery/deliver-commit.ts";
import { deliverPullRequest } from "./delivery/deliver-pull-request.ts";
import { GitHubFailure } from "./forges/github/github-failure.ts";
import { GitFailure } from "./git/git-failure.ts";
import { isFine, type Receipt } from "./outcome.ts";
import { failedReceipts, placedReceipt } from "./receipts.ts";
import { type Parcel, parcels, type Target } from "./target.ts";
import { Undeliverable } from "./undeliverable.ts";

/** How many repositories are looked after at a time. */
const atOnce = 6;

const notStarted = { message: "another repository failed before, and `--stop-on-error` starts no further one" };

/**
 * Brings each overlay to its repository, and tells what became of each, in the order of the targets. What fails for one
 * repository does not keep others back. Doing it again finishes what was stopped.
 */
export async function publish(
  targets: readonly Target[],
  context: PublishContext,
  tell: (parcel: Parcel, receipts: readonly Receipt[]) => void = () => {},
): Promise<readonly Receipt[]> {
  const queue = parcels(targets);
  const receipts = new Map<string, Receipt>();
  const waiting = queue.values();
  let stopped = false;
  const become = async (parcel: Parcel) => {
    if (stopped) return parcel.targets.map((target) => placedReceipt(target, "waiting", [notStarted]));
    return delivered(parcel, context);
  };
  const work = async () => {
    for (const parcel of waiting) {
      const done = await become(parcel);
      for (const receipt of done) receipts.set(receipt.cluster, receipt);
      stopped ||= (context.stopOnError ?? false) && !done.every(isFine);
      tell(parcel, done);
    }
  };
  await Promise.all(Array.from({ length: context.stopOnError ? 1 : atOnce }, work));
  return targets.flatMap(({ overlay }) => receipts.get(overlay.cluster) ?? []);
}

async function delivered(parcel: Parcel, context: PublishContext): Promise<readonly Receipt[]> {
  try {
    return parcel.delivery === "commit" ? await deliverCommit(parcel, context) : await deliverPullRequest(parcel, context);
  } catch (error) {
    return failedReceipts(parcel.targets, reasonOf(error));
  }
}

function reasonOf(error: unknown): { message: string; help?: string } {
  if (error instanceof GitFailure) return { message: error.message, ...(error.help !== undefined && { help: error.help }) };
  if (error instanceof Undeliverable) return { message: error.message, ...(error.help !== undefined && { help: error.help }) };
  if (error instanceof GitHubFailure) return { message: error.message, help: error.help };
  throw error;
}
