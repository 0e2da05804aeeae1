import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkCall } from "../calls/check-call.ts";
import { readCalls } from "../calls/read-calls.ts";
import type { Step } from "./scenario.ts";
import type { ScenarioRun } from "./scenario-run.ts";
import { settle } from "./settle.ts";

/** Does what a step of scenario.yaml says. A new kind of step is one more function here. */
const kinds: Readonly<Record<string, (run: ScenarioRun, value: unknown) => Promise<void>>> = {
  /** `check: calls.yaml` makes the calls of a file. */
  check: async (run, file) => {
    const calls = readCalls(parse(readFileSync(join(run.scenario.folder, String(file)), "utf8")));
    for (const call of calls) run.report.call(await checkCall(call, run));
  },

  /** `kubectl: [cluster1, scale, …]` changes a cluster by hand. */
  kubectl: async (run, value) => {
    const [name = "", ...words] = (value as readonly unknown[]).map(String);
    const cluster = run.clusters.get(name);
    if (!cluster) throw new Error(`a step names the cluster ${name}, which the topology lacks`);
    await run.delivery.suspend(cluster);
    await cluster.kubectl(...words);
    await settle(run.clusters, run.report);
  },
};

/** Takes one step. Throws if there is no such kind of step. */
export async function takeStep(run: ScenarioRun, { kind, value }: Step): Promise<void> {
  const take = kinds[kind];
  if (!take) throw new Error(`there is no step \`${kind}\`; there are ${Object.keys(kinds).join(", ")}`);
  await take(run, value);
}
