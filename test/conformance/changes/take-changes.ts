import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { PlannedCall } from "../calls/call.ts";
import { clusterNamed } from "../cluster/cluster.ts";
import type { DeliveredWave } from "../delivery/delivery.ts";
import { OutsideModel } from "../model/model-call.ts";
import type { ScenarioRun } from "../scenario/scenario-run.ts";
import { allOrNone, type ChangeTimes, type Grant, judgeFate, passes } from "../steady/judge-change.ts";
import { type SteadyAnswer, SteadyCalls } from "../steady/steady-calls.ts";
import { type ChangeResult, changeResult } from "./change-result.ts";
import { readChange } from "./read-change.ts";

/** So long calls must come to the same before a change is begun, and after it. */
const calmInMilliseconds = 5000;
/** Connections that a withdrawn call came by drain for some seconds. A call that is not as it is to be after so long is a failure. */
const patienceInMilliseconds = 60_000;

/** What is expected of a call at one time: whether it passes, and who answers. */
interface Expected {
  readonly grant: Grant;
  readonly by: readonly string[];
}

/** Brings changes into the clusters, one after the other, while these calls are made ten times a second. */
export async function takeChanges(run: ScenarioRun, files: readonly string[], planned: readonly PlannedCall[]): Promise<void> {
  const steady = new SteadyCalls(planned, run.clusters);
  try {
    await sleep(calmInMilliseconds * 1.5);
    for (const file of files) run.report.change(await takeChange(run, steady, file));
  } finally {
    await steady.stop();
  }
}

async function takeChange(run: ScenarioRun, steady: SteadyCalls, file: string): Promise<ChangeResult> {
  const { workspace, delivery, clusters, scenario } = run;
  const begun = Date.now();
  const before = await expectedOf(run, steady, begun);
  const change = readChange(join(scenario.folder, file), workspace.federation);
  const waves: DeliveredWave[] = [];
  for (const [name, issuers] of Object.entries(change.issuers)) await clusterNamed(clusters, name).reissue(issuers);
  for (const [name, roots] of Object.entries(change.roots)) await clusterNamed(clusters, name).changeRoots(roots);
  for (const [name = "", ...words] of change.kubectl) await clusterNamed(clusters, name).kubectl(...words);
  if (change.federation) {
    await workspace.write(change.federation);
    await delivery.deliver(workspace, (wave) => {
      waves.push(wave);
      run.report.note(waveLine(file, wave, begun));
    });
  }
  await sleep(change.wait * 1000);
  const isCalm = await calmAfter(run, steady, Date.now());
  const times: ChangeTimes = { begun, waves, ended: Date.now() };
  const after = await expectedOf(run, steady, times.ended);
  const answers = steady.answers(begun);
  const fates = steady.calls.map((call, index) => {
    const [was, is] = [before[index], after[index]];
    const applications = new Set([...(was?.by ?? []), ...(is?.by ?? [])]);
    const calm = isCalm[index] === true;
    return { call, calm, fate: judgeFate(answers[index] ?? [], [was?.grant, is?.grant], applications, times) };
  });
  return changeResult(file, waves, fates, begun);
}

/** Waits until every call comes to what the model says of it by now, and to the same if the model says nothing. Returns which do. */
async function calmAfter(run: ScenarioRun, steady: SteadyCalls, held: number): Promise<readonly boolean[]> {
  const wanted = await Promise.all(steady.calls.map((call) => modelSays(run, call)));
  for (;;) {
    await sleep(1000);
    const now = Date.now();
    const recent = steady.answers(now - calmInMilliseconds);
    const calm = wanted.map((expected, index) => isCalm(recent[index] ?? [], expected?.grant));
    const isEarly = now < held + 2 * calmInMilliseconds;
    if (!isEarly && (calm.every(Boolean) || now > held + patienceInMilliseconds)) return calm;
  }
}

function isCalm(recent: readonly SteadyAnswer[], wanted: Grant): boolean {
  return recent.length > 0 && (wanted === undefined ? allOrNone(recent) !== undefined : recent.every((one) => passes(one) === wanted));
}

/** By the model; by what came just before if the overlays do not decide. */
async function expectedOf(run: ScenarioRun, steady: SteadyCalls, now: number): Promise<readonly Expected[]> {
  const recent = steady.answers(now - calmInMilliseconds);
  return Promise.all(
    steady.calls.map(async (call, index) => {
      const seen = recent[index] ?? [];
      const by = [...new Set(seen.flatMap(({ answer }) => answer.by ?? []))];
      const said = await modelSays(run, call);
      return { grant: said ? said.grant : allOrNone(seen), by: [...by, ...(said?.by ?? [])] };
    }),
  );
}

/** Undefined if the overlays do not decide the call. */
async function modelSays({ model, clusters }: ScenarioRun, call: PlannedCall): Promise<Expected | undefined> {
  try {
    const possible = await model.possible(call, clusters);
    const reached = possible.filter(({ by }) => by !== undefined);
    const grant = reached.length === possible.length ? true : reached.length === 0 ? false : undefined;
    return { grant, by: reached.flatMap(({ by }) => by ?? []) };
  } catch (error) {
    if (error instanceof OutsideModel) return undefined;
    throw error;
  }
}

function waveLine(file: string, { number, clusters, published, held }: DeliveredWave, begun: number): string {
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  return `${file}: wave ${number} (${clusters.join(", ")}) published after ${seconds(begun, published)} s, held ${seconds(published, held)} s later`;
}
