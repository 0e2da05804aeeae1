import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parse } from "yaml";
import { callsOfDraft } from "../by-hand/calls-of-draft.ts";
import type { PlannedCall } from "../calls/call.ts";
import { checkCall } from "../calls/check-call.ts";
import { readCalls } from "../calls/read-calls.ts";
import { takeChanges } from "../changes/take-changes.ts";
import { clusterNamed } from "../cluster/cluster.ts";
import type { Step } from "./scenario.ts";
import type { ScenarioRun } from "./scenario-run.ts";
import { settle } from "./settle.ts";

/** Does what a step of scenario.yaml says. A new kind of step is one more function here. */
const kinds: Readonly<Record<string, (run: ScenarioRun, value: unknown) => Promise<void>>> = {
  /** `check: calls.yaml` makes the calls of a file. */
  check: async (run, file) => {
    const written = callsOf(run, file);
    const calls = run.isDraft ? callsOfDraft(written) : written;
    for (const call of calls) run.report.call(await checkCall(call, run));
  },

  /** `changes: [changes/a.yaml, …]` takes changes, one after the other, while the calls of all files that are checked are made all the time. */
  changes: async (run, files) => {
    const checked = new Set(run.scenario.steps.filter(({ kind }) => kind === "check").map(({ value }) => value));
    const calls = [...checked].flatMap((file) => callsOf(run, file));
    await takeChanges(run, (files as readonly unknown[]).map(String), calls);
    await settle(run.clusters, run.report);
  },

  /** `wait: 7` makes no call for so many seconds. */
  wait: async (_run, seconds) => {
    await setTimeout(1000 * Number(seconds));
  },

  /** `kubectl: [cluster1, scale, …]` changes a cluster by hand. */
  kubectl: async (run, value) => {
    const [name = "", ...words] = (value as readonly unknown[]).map(String);
    const cluster = clusterNamed(run.clusters, name);
    await run.delivery.suspend(cluster);
    await cluster.kubectl(...words);
    await settle(run.clusters, run.report);
  },
};

/** The calls of a file of the scenario. */
export function callsOf({ scenario }: ScenarioRun, file: unknown): readonly PlannedCall[] {
  return readCalls(parse(readFileSync(join(scenario.folder, String(file)), "utf8")));
}

/** Takes one step. Throws if there is no such kind of step. */
export async function takeStep(run: ScenarioRun, { kind, value }: Step): Promise<void> {
  const take = kinds[kind];
  if (!take) throw new Error(`there is no step \`${kind}\`; there are ${Object.keys(kinds).join(", ")}`);
  await take(run, value);
}
