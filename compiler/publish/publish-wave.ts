import type { Wave } from "../waves/wave.ts";
import type { PublishContext } from "./context.ts";
import type { LiveState, UnknownState } from "./delivery/read-live.ts";
import { type DeliveryResult, failedResults, placedResult } from "./delivery-results.ts";
import { publish } from "./publish.ts";
import type { Delivery, Target } from "./target.ts";

type Tell = (delivery: Delivery, results: readonly DeliveryResult[]) => void;

/**
 * Brings the overlays of one wave to their repositories, of those targets that are asked for. What is done already is looked at too, and
 * what has to wait stays as it stands: a pull request of before that asks for more is taken back.
 */
export async function publishWave(
  targets: readonly Target[],
  live: ReadonlyMap<string, LiveState | UnknownState>,
  wave: Wave | undefined,
  later: readonly Wave[],
  context: PublishContext,
  tell?: Tell,
): Promise<readonly DeliveryResult[]> {
  const results = new Map<string, DeliveryResult>();
  const sent: Target[] = [];
  for (const target of targets) {
    const { cluster } = target.overlay;
    const stands = live.get(cluster);
    const overlay = wave?.overlays.get(cluster);
    const waits = later.find(({ overlays }) => overlays.has(cluster));
    if (stands && "message" in stands) for (const one of failedResults([target], stands)) results.set(cluster, one);
    else if (overlay) sent.push({ ...target, overlay });
    else if (!waits && stands?.isInPlace && target.delivery === "commit") results.set(cluster, placedResult(target, "unchanged"));
    else if (!waits) sent.push(target);
    else if (stands?.isUnedited && stands.files.size > 0 && target.delivery === "pull-request")
      sent.push({ ...target, overlay: { ...target.overlay, files: stands.files } });
    else results.set(cluster, placedResult(target, "waiting", [reasonToWait(waits, wave)]));
  }
  for (const result of await publish(sent, context, tell)) {
    const waits =
      result.outcome === "unchanged" && !wave?.overlays.has(result.cluster) && later.find(({ overlays }) => overlays.has(result.cluster));
    results.set(result.cluster, waits ? { ...result, outcome: "waiting", reasons: [reasonToWait(waits, wave)] } : result);
  }
  return targets.flatMap(({ overlay }) => results.get(overlay.cluster) ?? []);
}

function reasonToWait({ number, why }: Wave, now: Wave | undefined): { message: string } {
  return { message: `it is of wave ${number}${now ? `, after wave ${now.number}` : ""}: ${why}` };
}
