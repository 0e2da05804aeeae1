import { callLine, type PlannedCall } from "../calls/call.ts";
import type { DeliveredWave } from "../delivery/delivery.ts";
import type { CallFate } from "../steady/judge-change.ts";

/** What became of all steady calls in one change. */
export interface ChangeResult {
  readonly change: string;
  readonly made: number;
  /** Calls that failed although granted before and after, or passed although in neither, or were not in time what they are to be. */
  readonly hit: number;
  readonly waves: readonly { readonly number: number; readonly clusters: readonly string[]; readonly seconds: number }[];
  /** The latest that a withdrawn call passed after the wave that withdrew it was published. */
  readonly withdrawnPassForSeconds?: number;
  /** The latest that an added call began to pass after the wave that added it was published. */
  readonly addedPassFromSeconds?: number;
  readonly calls: readonly (CallFate & { readonly call: string; readonly isGood: boolean })[];
}

interface JudgedCall {
  readonly call: PlannedCall;
  /** Whether it came to what it is to be. */
  readonly calm: boolean;
  readonly fate: CallFate;
}

/** Sums up a change that was begun at this time. */
export function changeResult(change: string, waves: readonly DeliveredWave[], judged: readonly JudgedCall[], begun: number): ChangeResult {
  const calls = judged.map(({ call, calm, fate }) => {
    const restless = calm ? "" : "NOT STEADY a minute after all held the last wave";
    const said = [fate.said, restless].filter((one) => one !== "").join("; ");
    return { call: callLine({ ...call, times: 1 }), isGood: calm && fate.wrong === 0, ...fate, said };
  });
  const latest = (kind: CallFate["kind"]) => {
    const times = calls.filter((one) => one.kind === kind).map(({ secondsAfterPublished = 0 }) => secondsAfterPublished);
    return times.length > 0 ? Math.max(...times) : undefined;
  };
  const [withdrawn, added] = [latest("withdrawn"), latest("added")];
  return {
    change,
    made: calls.reduce((sum, { made }) => sum + made, 0),
    hit: calls.filter(({ isGood }) => !isGood).length,
    waves: waves.map(({ number, clusters, held }) => ({ number, clusters, seconds: Math.round((held - begun) / 100) / 10 })),
    ...(withdrawn !== undefined && { withdrawnPassForSeconds: withdrawn }),
    ...(added !== undefined && { addedPassFromSeconds: added }),
    calls,
  };
}
