import { callLine } from "../calls/call.ts";
import type { CheckedCall } from "../calls/check-call.ts";
import { answersText, expectationText } from "../calls/expectation.ts";
import type { ChangeResult } from "../changes/change-result.ts";
import { Phases } from "./phases.ts";

/** What one scenario came to. */
export interface ScenarioResult {
  readonly scenario: string;
  readonly calls: number;
  /** Calls of which something else came than the scenario expects. */
  readonly differ: number;
  /** Calls of which something else came than the model says. */
  readonly modelDiffers: number;
  /** Calls that the model says nothing of. */
  readonly outsideModel: number;
  readonly seconds: number;
  /** The seconds of its parts. */
  readonly phases: Readonly<Record<string, number>>;
  /** What came of changes under steady calls. */
  readonly changes?: readonly ChangeResult[];
  /** Why the scenario could not be run to its end. */
  readonly error?: string;
}

/** Tells what happens in a scenario, line by line, and counts. */
export class Report {
  readonly #scenario: string;
  readonly #write: (line: string) => void;
  readonly #started = Date.now();
  readonly phases = new Phases();
  readonly #counts = { calls: 0, differ: 0, modelDiffers: 0, outsideModel: 0 };

  readonly #changes: ChangeResult[] = [];
  #error: string | undefined;

  constructor(scenario: string, write: (line: string) => void) {
    this.#scenario = scenario;
    this.#write = write;
  }

  note(line: string): void {
    this.#write(`     ${line}`);
  }

  /** Tells of a call, and counts it. */
  call({ call, answers, asExpected, unseen, model }: CheckedCall): void {
    this.#counts.calls++;
    const came = answersText(answers);
    this.#write(
      `${asExpected ? "ok  " : "FAIL"} ${callLine(call)}: ${came}${asExpected ? "" : `, expected ${expectationText(call.expect)}`}`,
    );
    for (const line of unseen) this.#write(`FAIL      the application saw ${line}`);
    if (!asExpected) this.#counts.differ++;
    if (model.kind === "differs") {
      this.#counts.modelDiffers++;
      this.#write(`FAIL      the model says ${model.says}`);
    }
    if (model.kind === "outside") this.#counts.outsideModel++;
  }

  /** Tells of a change, and counts its steady calls, each once. */
  change(result: ChangeResult): void {
    this.#changes.push(result);
    this.#counts.calls += result.calls.length;
    this.#counts.differ += result.hit;
    this.#write(`${result.hit === 0 ? "ok  " : "FAIL"} ${result.change}: ${result.hit} of ${result.calls.length} steady calls hit`);
    for (const { call, said, isGood } of result.calls) if (said !== "") this.#write(`${isGood ? "    " : "FAIL"}      ${call}: ${said}`);
  }

  /** Counts what is no call of the scenario's: a failure of a step of its own kind. */
  failure(line: string): void {
    this.#counts.differ++;
    this.#write(`FAIL ${line}`);
  }

  /** The scenario cannot be run to its end. */
  stopped(error: Error): void {
    this.#error = error.message;
    this.#write(`FAIL ${error.stack ?? error.message}`);
  }

  result(): ScenarioResult {
    const seconds = Math.round((Date.now() - this.#started) / 1000);
    return {
      scenario: this.#scenario,
      ...this.#counts,
      seconds,
      phases: this.phases.seconds(),
      ...(this.#changes.length > 0 && { changes: this.#changes }),
      ...(this.#error !== undefined && { error: this.#error }),
    };
  }
}

/** Whether nothing differed. */
export function isGood({ differ, modelDiffers, error }: ScenarioResult): boolean {
  return differ === 0 && modelDiffers === 0 && error === undefined;
}

/** All scenarios in a table, with a line of totals. */
export function resultsTable(results: readonly ScenarioResult[]): string {
  const head = ["scenario", "calls", "differ", "model differs", "outside of it", "seconds"];
  const sum = (pick: (result: ScenarioResult) => number) => results.reduce((total, result) => total + pick(result), 0);
  const row = (name: string, of: (pick: (result: ScenarioResult) => number) => number) => [
    name,
    ...[of((r) => r.calls), of((r) => r.differ), of((r) => r.modelDiffers), of((r) => r.outsideModel), of((r) => r.seconds)].map(String),
  ];
  const rows = results.map((result) => row(result.error ? `${result.scenario} (stopped)` : result.scenario, (pick) => pick(result)));
  const all = [head, ...rows, row("in all", sum)];
  const widths = head.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  return all
    .map((cells) =>
      cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  "),
    )
    .join("\n");
}
