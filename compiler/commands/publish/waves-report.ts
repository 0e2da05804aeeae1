import { printable } from "../../findings/formats/printable.ts";
import type { WaveRequest } from "../../waves/choose-wave.ts";
import type { Wave } from "../../waves/wave.ts";
import type { Done } from "./in-waves.ts";

/** What a change comes to in waves, for people; nothing where it is one. */
export function waveLines({ wave, later }: Done, { only }: WaveRequest, dryRun: boolean): readonly string[] {
  const [next] = later;
  if (!next && (!wave || wave.number === 1)) return [];
  const now = wave ? [`wave ${wave.number}, ${wave.title}: ${clustersOf(wave)}${dryRun ? "" : " (this one)"}`] : [];
  const waits = later.map((one) => `wave ${one.number}, ${one.title}: ${clustersOf(one)}, since ${one.why}`);
  const synced =
    wave && wave.number > 1 && only === undefined
      ? ["It relies on what is merged: see that every cluster has synced its branch and that its gateways run"]
      : [];
  const relied =
    wave && next
      ? [
          `before wave ${next.number}: ${clustersOf(wave)} must have merged and synced, and new gateways must run; fedc sees merges, not clusters`,
        ]
      : [];
  const command = next && (wave || only) ? ["then: fedc publish"] : [];
  return [...now, ...waits, ...synced, ...relied, ...command].map(printable);
}

/** The same for programs. */
export function wavesAsJson({ wave, later }: Done): Readonly<Record<string, unknown>> {
  const asJson = ({ number, title, why, overlays }: Wave) => ({ number, title, why, clusters: [...overlays.keys()] });
  return { wave: wave ? asJson(wave) : null, later: later.map(asJson) };
}

function clustersOf({ overlays }: Wave): string {
  return [...overlays.keys()].join(", ");
}
