import { suite } from "uvu";
import * as assert from "uvu/assert";
import { rehearse } from "./conformance/model/rehearsal.ts";
import { readScenario, scenarioNames } from "./conformance/scenario/scenario.ts";

const rehearsal = suite("scenarios of the conformance suite, on paper");

for (const name of scenarioNames())
  rehearsal(`the model agrees with ${name}`, async () => {
    assert.equal(await rehearse(readScenario(name)), []);
  });

rehearsal.run();
