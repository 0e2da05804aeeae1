import { join } from "node:path";
import { bundlePrograms } from "../app/bundle.ts";
import { takeByHand } from "../by-hand/import-by-hand.ts";
import { applyReference } from "../by-hand/reference.ts";
import { PodClients } from "../calls/pod-clients.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { startClusters } from "../cluster/start-clusters.ts";
import { bundleFedc } from "../federation/bundle-fedc.ts";
import { Workspace } from "../federation/workspace.ts";
import { startDelivery } from "../gitops/start-delivery.ts";
import { clearMachine, setUpMachine } from "../machine/machine.ts";
import { state } from "../machine/paths.ts";
import { Model } from "../model/model.ts";
import type { Options } from "../options.ts";
import { Report, type ScenarioResult } from "../report/report.ts";
import type { Scenario } from "./scenario.ts";
import type { ScenarioRun } from "./scenario-run.ts";
import { settle } from "./settle.ts";
import { takeStep } from "./steps.ts";
import { withCertManager, withVersions } from "./topology.ts";

/** Runs a scenario on a machine that is this run's, and leaves nothing behind. What goes wrong is in the result. */
export async function runScenario(scenario: Scenario, options: Options, write: (line: string) => void): Promise<ScenarioResult> {
  const report = new Report(scenario.name, write);
  const stops: (() => void | Promise<void>)[] = [clearMachine];
  try {
    const run = await setUp(scenario, options, report, stops);
    if (options.import) await takeByHand(run);
    for (const step of scenario.steps) await report.phases.time(step.kind, () => takeStep(run, step));
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
  const topology = withCertManager(withVersions(scenario.topology, options.istio), options.certManager);
  const { phases } = report;
  const running = await phases.time("clusters", async () => {
    await setUpMachine();
    const [running] = await Promise.all([startClusters(topology, scenario.names), bundlePrograms(), bundleFedc()]);
    return running;
  });
  stops.push(() => running.stop());
  const { clusters } = running;
  const clients = new PodClients();
  stops.push(() => clients.stop());
  const apply = (cluster: Cluster) => cluster.apply(join(scenario.folder, "apps", `${cluster.name}.yaml`));
  await phases.time("apply", () => Promise.all([...clusters.values()].map(apply)));
  const versions = new Map([...topology].flatMap(([name, { istio }]) => (istio === undefined ? [] : [[name, istio] as const])));
  const workspace = new Workspace(join(state, "federation"), scenario.trust, { versions, handedOver: scenario.handedOver });
  await workspace.write(join(scenario.folder, "federation.yaml"));
  const { delivery, stop } = await startDelivery(scenario, clusters, options);
  stops.push(stop);
  const configure = () => (options.import ? applyReference(scenario, clusters) : delivery.deliver(workspace));
  await phases.time("deliver", configure);
  await phases.time("settle", () => settle(clusters, report));
  return { scenario, clusters, workspace, delivery, clients, model: new Model(workspace), report, isDraft: options.import };
}
