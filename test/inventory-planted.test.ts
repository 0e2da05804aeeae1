import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isAboutInventory } from "../compiler/3-check/rule.ts";
import { Source } from "../compiler/findings/source.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { addedObjects } from "./support/planted/added.ts";
import { changedObjects } from "./support/planted/changed.ts";
import { Dumps } from "./support/planted/dumps.ts";
import { plantedFederation, readRoot } from "./support/planted/federation.ts";
import { readRight, rightDumps } from "./support/right-inventory.ts";
import { sampleTime } from "./support/samples.ts";

const planted = suite("mistakes planted between a file and its clusters");

const source = new Source("federation.yaml", plantedFederation);
const options = { readFile: readRoot, now: sampleTime, verify: false };
const compiled = compileWhole(source, options);
const mistakes = [...changedObjects, ...addedObjects];

function codesFor(change: (dumps: Dumps) => void): readonly string[] {
  const { federation, built } = compiled;
  if (!federation || !built) throw new Error(JSON.stringify(compiled.findings.sorted().map(({ message }) => message)));
  const dumps = rightDumps(federation, built.overlays);
  change(new Dumps(dumps));
  const { findings } = compileWhole(source, { ...options, readInventory: () => readRight(dumps) });
  return [...new Set(findings.sorted().flatMap(({ code }) => (isAboutInventory(code) ? code : [])))].sort();
}

planted("nothing is found before", () =>
  assert.equal(
    codesFor(() => {}),
    [],
  ),
);

for (const [mistake, code, plant] of mistakes)
  planted(`${mistake}: ${code}`, () => {
    assert.equal(codesFor(plant), code.split(" "));
  });

planted("a namespace that objects lie in is there, also if the folder of a GitOps repository has no Namespace for it", () =>
  assert.equal(
    codesFor((all) => all.remove("shop", "Namespace", "default")),
    [],
  ),
);

planted("there are more than thirty", () => assert.ok(mistakes.length > 30));

planted.run();
