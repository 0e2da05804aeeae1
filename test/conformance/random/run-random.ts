import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundlePrograms } from "../app/bundle.ts";
import { callLine } from "../calls/call.ts";
import { PodClients } from "../calls/pod-clients.ts";
import { startClusters } from "../cluster/start-clusters.ts";
import { bundleFedc } from "../federation/bundle-fedc.ts";
import { Workspace } from "../federation/workspace.ts";
import { clearMachine, setUpMachine } from "../machine/machine.ts";
import { state } from "../machine/paths.ts";
import { Model } from "../model/model.ts";
import type { Options } from "../options.ts";
import { Report, type ScenarioResult } from "../report/report.ts";
import type { ScenarioRun } from "../scenario/scenario-run.ts";
import { settle } from "../scenario/settle.ts";
import { withVersions } from "../scenario/topology.ts";
import { keepRound, yamlOf } from "./keep-round.ts";
import { madeApplications } from "./made-applications.ts";
import { madeTopology } from "./made-clusters.ts";
import { type MadeFederation, madeFederation } from "./made-federation.ts";
import { PruningDelivery } from "./pruning-delivery.ts";
import { askModel, differences } from "./round.ts";

const maxSeed = 1_000_000;

/** Runs random federations on the same meshes, one after the other, until so many minutes are over; at least one. */
export async function runRandom(options: Options, write: (line: string) => void): Promise<readonly ScenarioResult[]> {
  const end = Date.now() + (options.random ?? 0) * 60_000;
  const first = options.seed ?? Math.floor(Math.random() * maxSeed);
  const results: ScenarioResult[] = [];
  const stops: (() => void | Promise<void>)[] = [clearMachine];
  try {
    const startRound = await setUp(options, stops, write);
    for (let seed = first; seed === first || Date.now() < end; seed++) results.push(await round(seed, startRound(seed)));
    await options.keep?.();
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
  return results;
}

/** The meshes of all rounds. What it returns makes of them the run of one round. */
async function setUp(
  options: Options,
  stops: (() => void | Promise<void>)[],
  write: (line: string) => void,
): Promise<(seed: number) => ScenarioRun> {
  const topology = withVersions(madeTopology(), options.istio);
  await setUpMachine();
  await Promise.all([bundlePrograms(), bundleFedc()]);
  const running = await startClusters(topology, new Map());
  stops.push(() => running.stop());
  const clients = new PodClients();
  stops.push(() => clients.stop());
  const { clusters } = running;
  const delivery = new PruningDelivery(clusters);
  return (seed) => {
    const name = `seed ${seed}`;
    const workspace = new Workspace(join(state, "federations", String(seed)), new Map());
    const described = { name, shows: "", folder: workspace.folder, topology, names: new Map(), order: [...topology.keys()] };
    const scenario = { ...described, trust: new Map(), steps: [], core: false };
    return { scenario, clusters, workspace, delivery, clients, model: new Model(workspace), report: new Report(name, write) };
  };
}

async function round(seed: number, run: ScenarioRun): Promise<ScenarioResult> {
  const { scenario, clusters, workspace, delivery, model, report } = run;
  const started = Date.now();
  const result = (calls: number, modelDiffers: number, outsideModel: number, error?: string): ScenarioResult => {
    const seconds = Math.round((Date.now() - started) / 1000);
    report.note(`seed ${seed}: ${calls} calls, ${modelDiffers} differ, ${outsideModel} outside of the model, ${seconds} s`);
    const counts = { calls, differ: 0, modelDiffers, outsideModel, seconds, phases: {} };
    return { scenario: scenario.name, ...counts, ...(error !== undefined && { error }) };
  };
  const federation = madeFederation(seed);
  try {
    await workspace.write(federation);
    const refusal = model.refusal();
    if (refusal !== undefined) {
      report.note(`seed ${seed}: fedc refuses: ${refusal}`);
      return result(0, 0, 0);
    }
    await applyApplications(federation, run);
    await delivery.deliver(workspace);
    await settle(clusters, report);
    const { asked, outside } = await askModel(federation, seed, model, clusters);
    const found = await differences(asked, run);
    for (const { asked: one, came } of found)
      report.note(`seed ${seed} DIFFERS ${callLine(one.call)}: ${came}, but the model says ${one.sentence}`);
    const differing = found.map((one) => one.asked);
    if (found.length > 0) report.note(`kept as a scenario: ${keepRound(seed, federation, scenario.topology, differing)}`);
    return result(asked.length, found.length, outside);
  } catch (error) {
    report.stopped(error as Error);
    report.note(`kept as a scenario: ${keepRound(seed, federation, scenario.topology, [])}`);
    return result(0, 0, 0, (error as Error).message);
  }
}

/** What earlier rounds ran stays: nobody calls it, and starting it again would take long. */
async function applyApplications(federation: MadeFederation, { clusters, workspace }: ScenarioRun): Promise<void> {
  await Promise.all(
    [...clusters.values()].map(async (cluster) => {
      const file = join(workspace.folder, `apps-${cluster.name}.yaml`);
      writeFileSync(file, yamlOf(madeApplications(federation, cluster.name)));
      await cluster.apply(file);
    }),
  );
}
