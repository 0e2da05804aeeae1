import type { CallAnswer } from "../calls/call.ts";
import { answersText } from "../calls/expectation.ts";
import type { DeliveredWave } from "../delivery/delivery.ts";
import type { SteadyAnswer } from "./steady-calls.ts";

/** When a change happened, in milliseconds since 1970. */
export interface ChangeTimes {
  readonly begun: number;
  readonly waves: readonly Pick<DeliveredWave, "number" | "published" | "held">[];
  readonly ended: number;
}

/** Whether a call is granted; undefined if that is left to chance, or nothing says it. */
export type Grant = boolean | undefined;

/** What a change did to one call. */
export interface CallFate {
  readonly kind: "kept" | "kept out" | "withdrawn" | "added" | "unclear";
  readonly made: number;
  /** How many answers were wrong both before and after the change. */
  readonly wrong: number;
  /** Until when a withdrawn call passed, or from when an added one did, after the wave that did it was published, and after all held it. */
  readonly secondsAfterPublished?: number;
  readonly secondsAfterHeld?: number;
  /** One sentence, empty if nothing is to be said. */
  readonly said: string;
}

/** Nobody calls a change slow that takes less. */
const slowInMilliseconds = 1000;

/**
 * Judges what came of one call during a change. `applications` are those that may answer before or after. A call that is granted
 * before and after may not fail, and one that is in neither may not pass.
 */
export function judgeFate(
  answers: readonly SteadyAnswer[],
  [before, after]: readonly [Grant, Grant],
  applications: ReadonlySet<string>,
  times: ChangeTimes,
): CallFate {
  const between = answers.filter(({ begin, end }) => end > times.begun && begin < times.ended);
  const [passed, failed] = [between.filter(passes), between.filter((one) => !passes(one))];
  const strange = passed.filter(({ answer: { by } }) => by !== undefined && applications.size > 0 && !applications.has(by));
  const fate = { made: between.length, wrong: strange.length };
  const unknown = strange.length > 0 ? `answered by neither's, ${counted(strange)}` : "";
  if (before === undefined || after === undefined) return { kind: "unclear", ...fate, said: unknown };
  if (before && after) {
    const slowest = Math.max(0, ...between.map(({ begin, end }) => end - begin));
    const said = [
      failed.length > 0 ? `${failed.length} of ${between.length} FAILED, ${when(failed, times)}: ${counted(failed)}` : "",
      slowest > slowInMilliseconds ? `the slowest took ${seconds(slowest)} s` : "",
      unknown,
    ];
    return { kind: "kept", ...fate, wrong: fate.wrong + failed.length, said: joined(said) };
  }
  if (!before && !after) {
    const said = passed.length > 0 ? `LET IN ${passed.length} times, ${when(passed, times)}: ${counted(passed)}` : "";
    return { kind: "kept out", ...fate, wrong: passed.length, said };
  }
  return before ? withdrawn(passed, fate, times, unknown) : added(passed, failed, fate, times, unknown);
}

type Counts = Pick<CallFate, "made" | "wrong">;

function withdrawn(passed: readonly SteadyAnswer[], fate: Counts, times: ChangeTimes, unknown: string): CallFate {
  const last = Math.max(times.begun, ...passed.map(({ end }) => end));
  const { said, ...after } = afterWave(last, times);
  return { kind: "withdrawn", ...fate, ...after, said: joined([`withdrawn: passed until ${said}`, unknown]) };
}

function added(
  passed: readonly SteadyAnswer[],
  failed: readonly SteadyAnswer[],
  fate: Counts,
  times: ChangeTimes,
  unknown: string,
): CallFate {
  const first = Math.min(times.ended, ...passed.map(({ end }) => end));
  const late = failed.filter(({ begin }) => begin > first);
  const again = late.length > 0 ? `failed ${late.length} times after that, ${when(late, times)}: ${counted(late)}` : "";
  const { said, ...after } = afterWave(first, times);
  return { kind: "added", ...fate, ...after, said: joined([`added: passes from ${said}`, again, unknown]) };
}

/** Counts from the last wave that was published before: what a call comes to is changed by that one. */
function afterWave(time: number, { begun, waves }: ChangeTimes) {
  const wave = waves.findLast(({ published }) => published <= time);
  const { published, held } = wave ?? { published: begun, held: begun };
  const [secondsAfterPublished, secondsAfterHeld] = [seconds(time - published), seconds(time - held)];
  const name = wave ? `wave ${wave.number} was published` : "the change began";
  const atHeld = secondsAfterHeld < 0 ? `${-secondsAfterHeld} s before` : `${secondsAfterHeld} s after`;
  return { secondsAfterPublished, secondsAfterHeld, said: `${secondsAfterPublished} s after ${name}, ${atHeld} all held it` };
}

/** Whether an application answered. */
export function passes({ answer: { result } }: { readonly answer: CallAnswer }): boolean {
  return ["200", "echo", "OK"].includes(result);
}

/** Whether all of these passed, or none; undefined if some did. */
export function allOrNone(answers: readonly SteadyAnswer[]): Grant {
  const found = new Set(answers.map(passes));
  return found.size === 1 ? found.has(true) : undefined;
}

function when(answers: readonly SteadyAnswer[], { begun }: ChangeTimes): string {
  const [first, last] = [answers[0]?.begin ?? begun, answers.at(-1)?.begin ?? begun];
  return `from ${seconds(first - begun)} to ${seconds(last - begun)} s`;
}

function counted(answers: readonly SteadyAnswer[]): string {
  return answersText(answers.map(({ answer }) => answer)) + details(answers);
}

function details(answers: readonly SteadyAnswer[]): string {
  const found = [...new Set(answers.flatMap(({ answer }) => answer.detail ?? []))];
  return found.length > 0 ? ` (${found.slice(0, 3).join("; ")})` : "";
}

function joined(sentences: readonly string[]): string {
  return sentences.filter((one) => one !== "").join("; ");
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
