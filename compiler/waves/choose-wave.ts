import type { Wave } from "./wave.ts";

/** Which part of a change is asked for. */
export interface Desired {
  /** Undefined for the next one that what is merged allows. */
  readonly number: number | undefined;
  readonly only: "additions" | "withdrawals" | undefined;
}

/** The wave to publish, if any, and those that wait for it; or why the one that is asked for cannot be yet. */
type Choice =
  | { readonly wave: Wave | undefined; readonly later: readonly Wave[] }
  | { readonly refused: { readonly message: string; readonly help: string } };

/** The last wave that adds anything, and the one that only withdraws. */
const lastOf = { additions: 2, withdrawals: 1 } as const;

/** The first one that changes anything is next: what stands tells which those before it were. */
export function chooseWave(waves: readonly Wave[], { number, only }: Desired): Choice {
  const [next, ...later] = waves;
  if (number === undefined) {
    if (only && next && next.number > lastOf[only]) return { wave: undefined, later: waves };
    return { wave: next, later };
  }
  const wave = waves.find((one) => one.number === number);
  if (next && next.number < number) {
    const clusters = [...next.overlays.keys()].map((name) => `\`${name}\``).join(", ");
    return {
      refused: {
        message: `wave ${number} has to wait for wave ${next.number}, which is not merged for ${clusters}${wave ? `: ${wave.why}` : ""}`,
        help: `publish wave ${next.number}, have it merged and synced there, and then wave ${number}`,
      },
    };
  }
  return { wave, later: waves.filter((one) => one !== wave) };
}
