import { chosenFaults } from "./faults/faults.ts";
import { runFaults } from "./faults/run-faults.ts";
import { runForgeTrials } from "./forge/run-forge-trials.ts";
import { missing } from "./install/missing.ts";
import { takeLock } from "./machine/lock.ts";
import { clearMachine } from "./machine/machine.ts";
import { rehearse } from "./model/rehearsal.ts";
import { type Options, readOptions, usage } from "./options.ts";
import { runRandom } from "./random/run-random.ts";
import { isGood, resultsTable, type ScenarioResult } from "./report/report.ts";
import { runScenario } from "./scenario/run-scenario.ts";
import { readScenario, type Scenario, scenarioNames, withoutChanges } from "./scenario/scenario.ts";

/** Runs the scenarios that the command line names, one after the other. The exit status is 1 if any call differs, 2 if nothing can be run. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const faults = options.faults ? chosenFaults(options.scenarios) : [];
  const scenarios = options.down || options.faults || options.forge || options.random !== undefined ? [] : chosen(options);
  if (options.rehearse) return rehearseAll(scenarios);
  const lacks = missing(scenarios, options);
  if (lacks.length > 0) throw new Error(lacks.join("\n"));
  takeLock();
  if (options.forge) return (await runForgeTrials(options.scenarios, console.log)) > 0 ? 1 : 0;
  if (options.down) {
    await clearMachine();
    return 0;
  }
  clearWhenStopped(options);
  const write = options.json ? console.error : console.log;
  const results: ScenarioResult[] = [...(await runFaults(faults, options, write))];
  if (options.random !== undefined) results.push(...(await runRandom(options, write)));
  for (const scenario of scenarios) {
    write(`== ${scenario.name}${scenario.shows && `: ${scenario.shows}`}`);
    const result = await runScenario(scenario, options, write);
    write(
      `     seconds: ${Object.entries(result.phases)
        .map(([phase, seconds]) => `${phase} ${seconds}`)
        .join(", ")}`,
    );
    results.push(result);
  }
  write(`\n${resultsTable(results)}`);
  if (options.json) console.log(JSON.stringify({ ok: results.every(isGood), results }, null, 2));
  return results.every(isGood) ? 0 : 1;
}

async function rehearseAll(scenarios: readonly Scenario[]): Promise<number> {
  let differ = 0;
  for (const scenario of scenarios) {
    const lines = await rehearse(scenario);
    console.log(`${lines.length === 0 ? "ok  " : "FAIL"} ${scenario.name}`);
    for (const line of lines) console.log(`     ${line}`);
    differ += lines.length;
  }
  return differ > 0 ? 1 : 0;
}

function chosen({ scenarios, core }: Options): readonly Scenario[] {
  const all = (scenarios.length > 0 ? scenarios : scenarioNames()).map(readScenario);
  return core ? all.filter((scenario) => scenario.core).map(withoutChanges) : all;
}

/** Leaves nothing behind when somebody stops the run. `--keep` waits for Ctrl-C and goes on from there. */
function clearWhenStopped({ keep }: Options): void {
  for (const signal of keep ? (["SIGTERM"] as const) : (["SIGINT", "SIGTERM"] as const))
    process.once(signal, async () => {
      console.error("stopped; removing the meshes");
      await clearMachine();
      process.exit(130);
    });
}

main().then(
  (status) => process.exit(status),
  (error: Error) => {
    console.error(error.message);
    process.exit(2);
  },
);
