/** What federation.yaml says of single calls, told from the file alone. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Intents } from "../compiler/5-verify/intent/intents.ts";
import { compileSample } from "./support/builds.ts";
import { callIntents } from "./support/call-intents.ts";
import { reported } from "./support/calls.ts";

const test = suite("verify: intent");
const samples = new Map(["example", "mosaic", "medley", "corners"].map((name) => [name, compileSample(name).federation]));
const intents = new Map([...samples].map(([name, federation]) => [name, new Intents(federation)]));

for (const [sample, cases] of Object.entries(callIntents))
  for (const { what, call, meant } of cases)
    test(`${sample}: ${what}`, () => {
      assert.is(reported(intents.get(sample)?.of(call)), meant);
    });

test.run();
