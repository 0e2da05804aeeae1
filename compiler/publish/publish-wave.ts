import type { Wave } from "../waves/wave.ts";
import type { PublishContext } from "./context.ts";
import type { LiveState, UnknownState } from "./delivery/read-live.ts";
import { type DeliveryResult, failedResults, placedResult } from "./delivery-results.ts";
import { publish } from "./publish.ts";
import type { Delivery, Target } from "./target.ts";

type Report = (delivery: Delivery, results: readonly DeliveryResult[]) => void;

/**
 * Brings the overlays of one wave to those targets that were asked for. Targets that are up to date are visited too. A target that has to
 * wait gets its live files again, so that an earlier pull request that goes further is closed.
 */
export async function publishWave(
  targets: readonly Target[],
  live: ReadonlyMap<string, LiveState | UnknownState>,
  wave: Wave | undefined,
  later: readonly Wave[],
  context: PublishContext,
  report?: Report,
): Promise<readonly DeliveryResult[]> {
  const results = new Map<string, DeliveryResult>();
  const sent: Target[] = [];
  for (const target of targets) {
    const { cluster } = target.overlay;
    const state = live.get(cluster);
    const overlay = wave?.overlays.get(cluster);
    const waits = later.find(({ overlays }) => overlays.has(cluster));
    if (state && "message" in state) for (const result of failedResults([target], state)) results.set(cluster, result);
    else if (overlay) sent.push({ ...target, overlay });
    else if (!waits && state?.isInPlace && target.delivery === "commit") results.set(cluster, placedResult(target, "unchanged"));
    else if (!waits) sent.push(target);
    else if (state?.isUnedited && state.files.size > 0 && target.delivery === "pull-request")
      sent.push({ ...target, overlay: { ...target.overlay, files: state.files } });
    else results.set(cluster, placedResult(target, "waiting", [reasonToWait(waits, wave)]));
  }
  for (const result of await publish(sent, context, report)) {
    const waits =
      result.outcome === "unchanged" && !wave?.overlays.has(result.cluster) && later.find(({ overlays }) => overlays.has(result.cluster));
    results.set(result.cluster, waits ? { ...result, outcome: "waiting", reasons: [reasonToWait(waits, wave)] } : result);
  }
  return targets.flatMap(({ overlay }) => results.get(overlay.cluster) ?? []);
}

function reasonToWait({ number, why }: Wave, now: Wave | undefined): { message: string } {
  return { message: `it is in wave ${number}${now ? `, after wave ${now.number}` : ""}: ${why}` };
}
