import type { PublishContext } from "./context.ts";
import { deliverCommit } from "./delivery/deliver-commit.ts";
import { deliverPullRequest } from "./delivery/deliver-pull-request.ts";
import { failedResults, placedResult } from "./delivery-results.ts";
import { GitHubFailure } from "./forges/github/github-failure.ts";
import { GitFailure } from "./git/git-failure.ts";
import { type DeliveryResult, isFine } from "./outcome.ts";
import { type Delivery, deliveriesOf, type Target } from "./target.ts";
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
  tell: (delivery: Delivery, results: readonly DeliveryResult[]) => void = () => {},
): Promise<readonly DeliveryResult[]> {
  const queue = deliveriesOf(targets);
  const results = new Map<string, DeliveryResult>();
  const waiting = queue.values();
  let stopped = false;
  const become = async (delivery: Delivery) => {
    if (stopped) return delivery.targets.map((target) => placedResult(target, "waiting", [notStarted]));
    return delivered(delivery, context);
  };
  const work = async () => {
    for (const delivery of waiting) {
      const done = await become(delivery);
      for (const result of done) results.set(result.cluster, result);
      stopped ||= (context.stopOnError ?? false) && !done.every(isFine);
      tell(delivery, done);
    }
  };
  await Promise.all(Array.from({ length: context.stopOnError ? 1 : atOnce }, work));
  return targets.flatMap(({ overlay }) => results.get(overlay.cluster) ?? []);
}

async function delivered(delivery: Delivery, context: PublishContext): Promise<readonly DeliveryResult[]> {
  try {
    return delivery.delivery === "commit" ? await deliverCommit(delivery, context) : await deliverPullRequest(delivery, context);
  } catch (error) {
    return failedResults(delivery.targets, reasonOf(error));
  }
}

function reasonOf(error: unknown): { message: string; help?: string } {
  if (error instanceof GitFailure) return { message: error.message, ...(error.help !== undefined && { help: error.help }) };
  if (error instanceof Undeliverable) return { message: error.message, ...(error.help !== undefined && { help: error.help }) };
  if (error instanceof GitHubFailure) return { message: error.message, help: error.help };
  throw error;
}
