import type { Wave } from "../waves/wave.ts";
import type { PublishContext } from "./context.ts";
import type { Stands, Unseen } from "./delivery/read-standing.ts";
import type { Receipt } from "./outcome.ts";
import { publish } from "./publish.ts";
import { failedReceipts, placedReceipt } from "./receipts.ts";
import type { Parcel, Target } from "./target.ts";

type Tell = (parcel: Parcel, receipts: readonly Receipt[]) => void;

/**
 * Brings the overlays of one wave to their repositories, of those targets that are asked for. What is done already is looked at too, and
 * what has to wait stays as it stands: a pull request of before that asks for more is taken back.
 */
export async function publishWave(
  targets: readonly Target[],
  standing: ReadonlyMap<string, Stands | Unseen>,
  wave: Wave | undefined,
  later: readonly Wave[],
  context: PublishContext,
  tell?: Tell,
): Promise<readonly Receipt[]> {
  const receipts = new Map<string, Receipt>();
  const sent: Target[] = [];
  for (const target of targets) {
    const { cluster } = target.overlay;
    const stands = standing.get(cluster);
    const overlay = wave?.overlays.get(cluster);
    const waits = later.find(({ overlays }) => overlays.has(cluster));
    if (stands && "message" in stands) for (const one of failedReceipts([target], stands)) receipts.set(cluster, one);
    else if (overlay) sent.push({ ...target, overlay });
    else if (!waits && stands?.inPlace && target.delivery === "commit") receipts.set(cluster, placedReceipt(target, "unchanged"));
    else if (!waits) sent.push(target);
    else if (stands?.intact && stands.files.size > 0 && target.delivery === "pull-request")
      sent.push({ ...target, overlay: { ...target.overlay, files: stands.files } });
    else receipts.set(cluster, placedReceipt(target, "waiting", [reasonToWait(waits, wave)]));
  }
  for (const receipt of await publish(sent, context, tell)) {
    const waits =
      receipt.outcome === "unchanged" &&
      !wave?.overlays.has(receipt.cluster) &&
      later.find(({ overlays }) => overlays.has(receipt.cluster));
    receipts.set(receipt.cluster, waits ? { ...receipt, outcome: "waiting", reasons: [reasonToWait(waits, wave)] } : receipt);
  }
  return targets.flatMap(({ overlay }) => receipts.get(overlay.cluster) ?? []);
}

function reasonToWait({ number, why }: Wave, now: Wave | undefined): { message: string } {
  return { message: `it is of wave ${number}${now ? `, after wave ${now.number}` : ""}: ${why}` };
}
