import type { CallAnswer } from "../calls/call.ts";
import { answersText } from "../calls/expectation.ts";
import type { SteadyAnswer } from "./steady-calls.ts";

/** When a change happened, in milliseconds since 1970. */
export interface ChangeTimes {
  readonly begun: number;
  /** Its last wave was published. */
  readonly published: number;
  /** Every cluster said that it holds the last wave. */
  readonly held: number;
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
  /** Of a withdrawn call: how long it passed after the last wave was published, and after it was held. Of an added one: since when. */
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
  const { secondsAfterPublished, secondsAfterHeld } = after(last, times);
  const said = `withdrawn: passed until ${secondsAfterPublished} s after the last wave was published, ${secondsAfterHeld} s after all held it`;
  return { kind: "withdrawn", ...fate, secondsAfterPublished, secondsAfterHeld, said: joined([said, unknown]) };
}

function added(
  passed: readonly SteadyAnswer[],
  failed: readonly SteadyAnswer[],
  fate: Counts,
  times: ChangeTimes,
  unknown: string,
): CallFate {
  const first = Math.min(times.ended, ...passed.map(({ end }) => end));
  const { secondsAfterPublished, secondsAfterHeld } = after(first, times);
  const late = failed.filter(({ begin }) => begin > first);
  const said = [
    `added: passes from ${secondsAfterPublished} s after the last wave was published, ${secondsAfterHeld} s after all held it`,
    late.length > 0 ? `failed ${late.length} times after that: ${counted(late)}` : "",
    unknown,
  ];
  return { kind: "added", ...fate, secondsAfterPublished, secondsAfterHeld, said: joined(said) };
}

function after(time: number, { published, held }: ChangeTimes) {
  return { secondsAfterPublished: seconds(time - published), secondsAfterHeld: seconds(time - held) };
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
