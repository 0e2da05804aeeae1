import { Failure } from "../findings/failure.ts";
import type { PublishContext } from "./context.ts";
import { deliverCommit } from "./delivery/deliver-commit.ts";
import { deliverPullRequest } from "./delivery/deliver-pull-request.ts";
import { type DeliveryResult, failedResults, isFine, placedResult } from "./delivery-results.ts";
import { type Delivery, deliveriesOf, type Target } from "./target.ts";

/** The number of repositories that are published to at the same time. */
const maxConcurrent = 6;

const notStarted = { message: "another repository failed before, and `--stop-on-error` stops after the first failure" };

/**
 * Brings each overlay to its repository. The results are in the order of the targets. A failure in one repository does not stop the others.
 * Running it again finishes a run that was stopped.
 */
export async function publish(
  targets: readonly Target[],
  context: PublishContext,
  report: (delivery: Delivery, results: readonly DeliveryResult[]) => void = () => {},
): Promise<readonly DeliveryResult[]> {
  const queue = deliveriesOf(targets);
  const results = new Map<string, DeliveryResult>();
  const waiting = queue.values();
  let stopped = false;
  const resultsOf = async (delivery: Delivery) => {
    if (stopped) return delivery.targets.map((target) => placedResult(target, "waiting", [notStarted]));
    return delivered(delivery, context);
  };
  const work = async () => {
    for (const delivery of waiting) {
      const done = await resultsOf(delivery);
      for (const result of done) results.set(result.cluster, result);
      stopped ||= (context.stopOnError ?? false) && !done.every(isFine);
      report(delivery, done);
    }
  };
  await Promise.all(Array.from({ length: context.stopOnError ? 1 : maxConcurrent }, work));
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
