import { setTimeout as sleep } from "node:timers/promises";
import { Chance } from "../../support/random-federation.ts";
import { callLine, type PlannedCall } from "../calls/call.ts";
import { answersText } from "../calls/expectation.ts";
import { makeCall } from "../calls/make-call.ts";
import { readCalls } from "../calls/read-calls.ts";
import { type Model, possibleText } from "../model/model.ts";
import { type ModelledClusters, OutsideModel } from "../model/model-call.ts";
import type { PossibleAnswer } from "../model/possible-answers.ts";
import type { ScenarioRun } from "../scenario/scenario-run.ts";
import { madeCalls, type WrittenCall } from "./made-calls.ts";
import type { MadeFederation } from "./made-federation.ts";

/** A call of a round, with what the model says of it. */
export interface AskedCall {
  readonly written: WrittenCall;
  readonly call: PlannedCall;
  /** The expectation that says the same as the model. */
  readonly sentence: string;
  readonly possible: readonly PossibleAnswer[];
}

export interface Difference {
  readonly asked: AskedCall;
  readonly came: string;
}

const callsInARound = 80;
/** So many where the model holds several answers possible: enough to see their shares. */
const timesWhereShared = 40;
const patienceInMilliseconds = 3000;

/** The calls of a round, and how many of them the overlays do not decide. Nobody is called yet. */
export async function askModel(
  federation: MadeFederation,
  seed: number,
  model: Model,
  clusters: ModelledClusters,
): Promise<{ readonly asked: readonly AskedCall[]; readonly outside: number }> {
  const written = new Map(madeCalls(federation, callsInARound, new Chance(seed * 17 + 3)).map((call) => [JSON.stringify(call), call]));
  const asked: AskedCall[] = [];
  for (const one of written.values()) {
    const [call] = readCalls([{ ...one, expect: "no app" }]);
    const possible = call && (await model.possible(call, clusters).catch(outside));
    if (!call || !possible) continue;
    const times = possible.length > 1 ? timesWhereShared : 1;
    asked.push({ written: { ...one, times }, call: { ...call, times }, sentence: sentenceOf(possible, times), possible });
  }
  return { asked, outside: written.size - asked.length };
}

function outside(error: Error): undefined {
  if (error instanceof OutsideModel) return undefined;
  throw error;
}

/** Makes calls and returns those of which something else comes than the model says, also after a while. */
export async function differences(asked: readonly AskedCall[], run: ScenarioRun): Promise<readonly Difference[]> {
  const first = await makeAll(asked, run);
  if (first.length === 0) return [];
  await sleep(patienceInMilliseconds);
  const again = await makeAll(
    first.map((one) => one.asked),
    run,
  );
  for (const { asked: one, came } of first)
    if (!again.some((other) => other.asked === one)) run.report.note(`only at first: ${callLine(one.call)}: ${came}, not ${one.sentence}`);
  return again;
}

async function makeAll(asked: readonly AskedCall[], { clusters, clients, model }: ScenarioRun): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const one of asked) {
    const answers = await makeCall(one.call, clusters, clients);
    const verdict = await model.judge(one.call, answers, clusters);
    if (verdict.kind === "differs") found.push({ asked: one, came: answersText(answers) });
  }
  return found;
}

/** What the model says as a sentence of a file of calls. */
function sentenceOf(possible: readonly PossibleAnswer[], times: number): string {
  if (possible.length === 1) return possibleText(possible);
  if (possible.every(({ by }) => by?.length === 1))
    return `${possible.map(({ by, share }) => `${share} % by ${by?.[0]}`).join(" and ")} of ${times} calls`;
  return [...new Set(possible.map(({ result }) => possibleText([{ result, share: 100, includes: () => true }])))].join(" or ");
}
