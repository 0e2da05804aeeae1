import type { Remark } from "../findings/answer.ts";
import { Failure } from "../findings/failure.ts";
import type { Wave } from "../waves/wave.ts";
import type { PublishContext } from "./context.ts";
import { deliverCommit } from "./delivery/deliver-commit.ts";
import { deliverPullRequest } from "./delivery/deliver-pull-request.ts";
import type { LiveStates } from "./delivery/read-live.ts";
import { type DeliveryResult, isFine, untouchedResult } from "./delivery-results.ts";
import { type Delivery, deliveriesOf, inParallel, type Target } from "./target.ts";

type Report = (delivery: Delivery, results: readonly DeliveryResult[]) => void;

const notStarted = { message: "another repository failed before, and `--stop-on-error` stops after the first failure" };

/**
 * Brings the overlays of one wave to those targets that were asked for. Targets that are up to date are visited too. A target that has to
 * wait gets its live files again, so that an earlier pull request that goes further is closed. A wave that is `held` by these reasons is not
 * touched: a pull request that was opened before, when nothing held it, stays for people to decide. The results are in the order of the targets.
 */
export async function publishWave(
  targets: readonly Target[],
  live: LiveStates,
  { wave, later, held }: { readonly wave: Wave | undefined; readonly later: readonly Wave[]; readonly held: readonly Remark[] },
  context: PublishContext,
  report: Report,
): Promise<readonly DeliveryResult[]> {
  const results = new Map<string, DeliveryResult>();
  const sent: Target[] = [];
  const waitingFor = (cluster: string) => later.find(({ overlays }) => overlays.has(cluster));
  const reasonToWait = ({ number, why }: Wave) => ({
    message: `it is in wave ${number}${wave ? `, after wave ${wave.number}` : ""}: ${why}`,
  });
  for (const target of targets) {
    const { cluster } = target.overlay;
    const state = live.get(cluster);
    const overlay = wave?.overlays.get(cluster);
    const waits = waitingFor(cluster);
    if (state && "message" in state) results.set(cluster, untouchedResult(target, "failed", [state]));
    else if (overlay && held.length > 0) results.set(cluster, untouchedResult(target, "waiting", held));
    else if (overlay) sent.push({ ...target, overlay });
    else if (!waits && state?.isInPlace && target.delivery === "commit") results.set(cluster, untouchedResult(target, "unchanged"));
    else if (!waits) sent.push(target);
    else if (state?.isInPlace === false && state.isUnedited && state.files.size > 0 && target.delivery === "pull-request")
      sent.push({ ...target, overlay: { ...target.overlay, files: state.files } });
    else results.set(cluster, untouchedResult(target, "waiting", [reasonToWait(waits)]));
  }
  for (const result of await publish(sent, context, report)) {
    const waits = result.outcome === "unchanged" && !wave?.overlays.has(result.cluster) ? waitingFor(result.cluster) : undefined;
    results.set(result.cluster, waits ? { ...result, outcome: "waiting", reasons: [reasonToWait(waits)] } : result);
  }
  return targets.flatMap(({ overlay }) => results.get(overlay.cluster) ?? []);
}

/** Brings each overlay to its repository. A failure in one does not stop the others. Running it again finishes a run that was stopped. */
async function publish(targets: readonly Target[], context: PublishContext, report: Report): Promise<readonly DeliveryResult[]> {
  const results: DeliveryResult[] = [];
  let stopped = false;
  const work = async (delivery: Delivery) => {
    const done = stopped
      ? delivery.targets.map((target) => untouchedResult(target, "waiting", [notStarted]))
      : await delivered(delivery, context);
    results.push(...done);
    stopped ||= context.stopOnError && !done.every(isFine);
    report(delivery, done);
  };
  await inParallel(deliveriesOf(targets), work, context.stopOnError ? 1 : undefined);
  return results;
}

async function delivered(delivery: Delivery, context: PublishContext): Promise<readonly DeliveryResult[]> {
  try {
    return delivery.delivery === "commit" ? await deliverCommit(delivery, context) : await deliverPullRequest(delivery, context);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return delivery.targets.map((target) => untouchedResult(target, "failed", [error.report]));
  }
}
