/** The faults that the conformance suite plants, without meshes: a scenario's calls must show each to the model. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Fault, withFault } from "./conformance/faults/fault.ts";
import { faults } from "./conformance/faults/faults.ts";
import { fieldPaths, touchedPaths } from "./conformance/faults/field-paths.ts";
import { harmless } from "./conformance/faults/harmless.ts";
import { type PlannedOverlays, plannedOverlays } from "./conformance/faults/planned-overlays.ts";
import { firstUnexpected } from "./conformance/faults/rehearse-fault.ts";
import { onStage } from "./conformance/model/rehearsal.ts";
import { readScenario, scenarioNames } from "./conformance/scenario/scenario.ts";

const test = suite("faults of the conformance suite, on paper");
const inScenarios = new Set<string>();
const touched = new Set<string>();

for (const name of scenarioNames())
  test(`${name}: its calls show each fault`, () =>
    onStage(readScenario(name), async (stage) => {
      const overlays = plannedOverlays(stage.workspace.file);
      for (const object of [...overlays.objects.values()].flat()) for (const path of fieldPaths(object)) inScenarios.add(path);
      const unnoticed: string[] = [];
      for (const fault of faults.filter(({ scenario }) => scenario === name)) {
        const planted = withFault(overlays, fault);
        for (const path of touchedIn(overlays, planted, fault)) touched.add(path);
        const call = await firstUnexpected(stage, planted);
        if (!call && fault.onlyOnMeshes === undefined) unnoticed.push(fault.name);
        if (call && fault.onlyOnMeshes !== undefined) unnoticed.push(`${fault.name}, which the model notices after all`);
      }
      assert.equal(unnoticed, []);
    }));

test("each has a name of its own and a scenario", () => {
  assert.equal(new Set(faults.map(({ name }) => name)).size, faults.length);
  const names = scenarioNames();
  assert.equal(
    faults.filter(({ scenario }) => !names.includes(scenario)),
    [],
  );
});

test("every field of the scenarios' overlays is in the table, or harmless", () => {
  const open = [...inScenarios].filter((path) => !isTouched(path) && !harmless.some(([, what]) => what.test(path)));
  assert.equal(open.sort(), []);
});

test("nothing that is called harmless is in the table", () => {
  const both = [...touched].filter((path) => inScenarios.has(path) && harmless.some(([, what]) => what.test(path)));
  assert.equal(both.sort(), []);
});

/** A field counts, too, where a fault takes all of a list. */
function isTouched(path: string): boolean {
  return touched.has(path) || touched.has(path.replace(/\[\]$/, ""));
}

function touchedIn(before: PlannedOverlays, after: PlannedOverlays, { cluster, object }: Fault): ReadonlySet<string> {
  const [old, planted] = [before, after].map(({ objects }) => objects.get(cluster)?.find((one) => nameOf(one) === object));
  return touchedPaths(old, planted);
}

function nameOf(object: unknown): string {
  const { kind, metadata } = object as { kind: string; metadata: { name: string; namespace?: string } };
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}

test.run();
