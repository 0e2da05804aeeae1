import type { DeliveredWave } from "../delivery/delivery.ts";
import type { PostedStatus } from "./reported-waves.ts";

/** A repository has a new head. */
export interface Move {
  readonly name: string;
  readonly commit: string;
  readonly at: number;
}

/** What follows within this time belongs to the same wave: fedc pauses longer between two. */
const sameWaveInMilliseconds = 5000;

/** Times at the forge are whole seconds. */
const grain = 1000;

function grouped(moves: readonly Move[]): readonly (readonly Move[])[] {
  const waves: Move[][] = [];
  for (const move of [...moves].sort((a, b) => a.at - b.at)) {
    const last = waves.at(-1);
    const before = last?.at(-1);
    if (last && before && move.at - before.at < sameWaveInMilliseconds) last.push(move);
    else waves.push([move]);
  }
  return waves;
}

/** What went out before every cluster of the waves before had reported a success that stood as long as it must. */
export async function earlyMoves(
  moves: readonly Move[],
  statusesOf: (name: string, commit: string) => Promise<readonly PostedStatus[]>,
  holdInSeconds: number,
): Promise<readonly string[]> {
  const early: string[] = [];
  const heads = new Map<string, string>();
  for (const wave of grouped(moves)) {
    const [{ at } = { at: 0 }] = wave;
    for (const [name, commit] of heads) {
      const known = (await statusesOf(name, commit)).filter((status) => Date.parse(status.created_at) <= at);
      const last = [...known]
        .sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))
        .find(({ status }) => status !== "pending");
      const stood = last ? at - Date.parse(last.created_at) : 0;
      if (last?.status !== "success" || stood < holdInSeconds * 1000 - grain)
        early.push(
          `${wave.map((move) => move.name).join(", ")} while ${name} at ${commit.slice(0, 12)} has ${last?.status ?? "no report"} for ${stood / 1000} s`,
        );
    }
    for (const { name, commit } of wave) heads.set(name, commit);
  }
  return early;
}

/** The waves as they were seen. Each is held when the next one goes out. */
export function wavesIn(moves: readonly Move[], begun: number, ended: number): readonly DeliveredWave[] {
  const waves = grouped(moves);
  return waves.map((wave, i) => ({
    number: i + 1,
    clusters: wave.map(({ name }) => name),
    published: wave[0]?.at ?? begun,
    held: waves[i + 1]?.[0]?.at ?? ended,
  }));
}
