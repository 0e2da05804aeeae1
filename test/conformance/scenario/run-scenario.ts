import { join } from "node:path";
import { bundlePrograms } from "../app/bundle.ts";
import { PodClients } from "../calls/pod-clients.ts";
import { startClusters } from "../cluster/start-clusters.ts";
import { Applied } from "../delivery/applied.ts";
import { Workspace } from "../federation/workspace.ts";
import { clearMachine, setUpMachine } from "../machine/machine.ts";
import { state } from "../machine/paths.ts";
import { Model } from "../model/model.ts";
import type { Options } from "../options.ts";
import { Report, type ScenarioResult } from "../report/report.ts";
import type { Scenario } from "./scenario.ts";
import type { ScenarioRun } from "./scenario-run.ts";
import { settle } from "./settle.ts";
import { takeStep } from "./steps.ts";
import { withVersions } from "./topology.ts";

/** Runs a scenario on a machine that is this run's, and leaves nothing behind. What goes wrong is in the result. */
export async function runScenario(scenario: Scenario, options: Options, write: (line: string) => void): Promise<ScenarioResult> {
  const report = new Report(scenario.name, write);
  const stops: (() => void | Promise<void>)[] = [clearMachine];
  try {
    const run = await setUp(scenario, options, report, stops);
    for (const step of scenario.steps) await takeStep(run, step);
    await options.keep?.();
    return report.result();
  } catch (error) {
    report.stopped(error as Error);
    await options.keep?.();
    return report.result();
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

/** Brings a scenario's meshes up. `stops` are given what is to be done at the end, the last one first. */
export async function setUp(
  scenario: Scenario,
  options: Options,
  report: Report,
  stops: (() => void | Promise<void>)[],
): Promise<ScenarioRun> {
  const topology = withVersions(scenario.topology, options.istio);
  await setUpMachine();
  await bundlePrograms();
  const running = await startClusters(topology);
  stops.push(() => running.stop());
  const { clusters } = running;
  const clients = new PodClients();
  stops.push(() => clients.stop());
  await Promise.all([...clusters.values()].map((cluster) => cluster.apply(join(scenario.folder, "apps", `${cluster.name}.yaml`))));
  const workspace = new Workspace(join(state, "federation"), scenario.trust);
  await workspace.write(join(scenario.folder, "federation.yaml"));
  const delivery = new Applied(clusters, scenario.order);
  await delivery.deliver(workspace);
  await settle(clusters, report);
  return { scenario, clusters, workspace, delivery, clients, model: new Model(workspace), report };
}
