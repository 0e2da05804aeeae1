import { Failure } from "../findings/failure.ts";
import type { PublishContext } from "./context.ts";
import { deliverCommit } from "./delivery/deliver-commit.ts";
import { deliverPullRequest } from "./delivery/deliver-pull-request.ts";
import { failedResults, placedResult } from "./delivery-results.ts";
import { type DeliveryResult, isFine } from "./outcome.ts";
import { type Delivery, deliveriesOf, type Target } from "./target.ts";

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
    if (!(error instanceof Failure)) throw error;
    return failedResults(delivery.targets, error.report);
  }
}
