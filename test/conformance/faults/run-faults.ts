import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { callLine, type PlannedCall } from "../calls/call.ts";
import { checkCall } from "../calls/check-call.ts";
import { answersText } from "../calls/expectation.ts";
import { readCalls } from "../calls/read-calls.ts";
import { clearMachine } from "../machine/machine.ts";
import type { Options } from "../options.ts";
import { Report, type ScenarioResult } from "../report/report.ts";
import { setUp } from "../scenario/run-scenario.ts";
import { readScenario, type Step } from "../scenario/scenario.ts";
import type { ScenarioRun } from "../scenario/scenario-run.ts";
import { takeStep } from "../scenario/steps.ts";
import type { Fault } from "./fault.ts";
import { plantOnMeshes } from "./plant-on-meshes.ts";

/** So long a difference must last to be the fault's, and not the change's. */
const patienceInMilliseconds = 1500;

/** So long the calls are made again and again: on a busy machine proxies hear of a change late. */
const searchInMilliseconds = 20_000;

/**
 * Plants one fault after the other in meshes that are as a scenario has them, and looks for a call that shows it. A fault that no call
 * shows counts as a difference: the scenario would not notice it.
 */
export async function runFaults(
  faults: readonly Fault[],
  options: Options,
  write: (line: string) => void,
): Promise<readonly ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const together of groupsOf(faults)) results.push(await runGroup(together, options, write));
  return results;
}

/** Faults that can share meshes: those of one scenario that its first calls show. */
function groupsOf(faults: readonly Fault[]): readonly (readonly Fault[])[] {
  const early = faults.filter(({ afterSteps }) => !afterSteps);
  const scenarios = [...new Set(early.map(({ scenario }) => scenario))];
  const late = faults.filter(({ afterSteps }) => afterSteps);
  return [...scenarios.map((name) => early.filter(({ scenario }) => scenario === name)), ...late.map((fault) => [fault])];
}

async function runGroup(faults: readonly Fault[], options: Options, write: (line: string) => void): Promise<ScenarioResult> {
  const scenario = readScenario(faults[0]?.scenario ?? "");
  const report = new Report(`faults in ${scenario.name}`, write);
  const started = Date.now();
  let unnoticed = 0;
  let error: string | undefined;
  const stops: (() => void | Promise<void>)[] = [clearMachine];
  try {
    const run = await setUp(scenario, options, report, stops);
    for (const fault of faults) {
      const noticed = await noticedBy(fault, run);
      if (noticed === undefined) unnoticed++;
      report.note(noticed === undefined ? `FAIL ${fault.name}: no call shows it` : `ok   ${fault.name}: ${noticed}`);
    }
  } catch (caught) {
    error = (caught as Error).message;
    report.stopped(caught as Error);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  const counts = { calls: faults.length, differ: unnoticed, modelDiffers: 0, outsideModel: 0, seconds, phases: report.phases.seconds() };
  return { scenario: `faults in ${scenario.name}`, ...counts, ...(error !== undefined && { error }) };
}

/** The first call that shows a fault, in one line. Throws if that call is not as before when the fault is gone. */
async function noticedBy(fault: Fault, run: ScenarioRun): Promise<string | undefined> {
  const restore = await plantOnMeshes(fault, run);
  const noticed = await firstDifferentSoon(fault, run);
  if (fault.afterSteps) return noticed?.line;
  await restore();
  if (!noticed) return undefined;
  if (!(await isSoon(noticed.call, run))) throw new Error(`${fault.name}: it shows even when it is gone: ${noticed.line}`);
  return noticed.line;
}

interface Noticed {
  readonly call: PlannedCall;
  readonly line: string;
}

/** Steps cannot be taken twice, so a fault that needs some gets one try. */
async function firstDifferentSoon(fault: Fault, run: ScenarioRun): Promise<Noticed | undefined> {
  const end = Date.now() + searchInMilliseconds;
  for (;;) {
    const noticed = await firstDifferent(fault, run);
    if (noticed || fault.afterSteps || Date.now() > end) return noticed;
  }
}

async function firstDifferent({ afterSteps }: Fault, run: ScenarioRun): Promise<Noticed | undefined> {
  for (const step of run.scenario.steps) {
    if (step.kind === "check") {
      const noticed = await differentIn(step, run);
      if (noticed) return noticed;
    } else if (afterSteps) await takeStep(run, step);
    else return undefined;
  }
  return undefined;
}

async function differentIn({ value }: Step, run: ScenarioRun): Promise<Noticed | undefined> {
  for (const call of readCalls(parse(readFileSync(join(run.scenario.folder, String(value)), "utf8")))) {
    if ((await checkCall(call, run)).asExpected) continue;
    await sleep(patienceInMilliseconds);
    const again = await checkCall(call, run);
    if (!again.asExpected) return { call, line: [`${callLine(call)}: ${answersText(again.answers)}`, ...again.unseen].join(", ") };
  }
  return undefined;
}

async function isSoon(call: PlannedCall, run: ScenarioRun): Promise<boolean> {
  for (let tries = 0; tries < 10; tries++) {
    if ((await checkCall(call, run)).asExpected) return true;
    await sleep(patienceInMilliseconds);
  }
  return false;
}
