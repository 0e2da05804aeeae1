import type { Remark } from "../findings/answer.ts";
import type { Wave } from "./wave.ts";

/** The part of a change that the user asked for. */
export interface WaveRequest {
  /** Undefined for the next wave. */
  readonly number: number | undefined;
  readonly only: "additions" | "withdrawals" | undefined;
}

/** The wave to publish, if there is one, and the waves after it. */
export interface ChosenWave {
  readonly wave: Wave | undefined;
  readonly later: readonly Wave[];
}

/** The last wave that may be published with `--only-…`. */
const lastWave = { additions: 2, withdrawals: 1 } as const;

/**
 * Chooses a wave, or says why the requested one has to wait. The first wave is the next one, because the plan starts from the live
 * state: waves that were merged before are not in it.
 */
export function chooseWave(waves: readonly Wave[], { number, only }: WaveRequest): ChosenWave | { readonly refused: Required<Remark> } {
  const [next, ...later] = waves;
  if (number === undefined) {
    if (only && next && next.number > lastWave[only]) return { wave: undefined, later: waves };
    return { wave: next, later };
  }
  const wave = waves.find((candidate) => candidate.number === number);
  if (next && next.number < number) {
    const clusters = [...next.overlays.keys()].map((name) => `\`${name}\``).join(", ");
    return {
      refused: {
        message: `wave ${number} has to wait for wave ${next.number}, which is not merged for ${clusters}${wave ? `: ${wave.why}` : ""}`,
        help: `publish wave ${next.number}, have it merged and synced there, and then wave ${number}`,
      },
    };
  }
  return { wave, later: waves.filter((other) => other !== wave) };
}
