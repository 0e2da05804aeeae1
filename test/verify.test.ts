/** Emitted objects against federation.yaml: right ones agree with it, and a fault in one is told. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { callText, VerificationError } from "../compiler/5-verify/verification-error.ts";
import { verify } from "../compiler/5-verify/verify.ts";
import { verificationReport } from "../compiler/cli/failure-of.ts";
import { UnsupportedObject } from "../compiler/istio/objects/unsupported-object.ts";
import { buildNames, compileSample } from "./support/builds.ts";
import { plannedObjects, withChange } from "./support/planned.ts";
import { faults, rules } from "./support/planted-faults.ts";

const test = suite("verify");
const gateways = "istio-private-gateways";
const samples = new Map(buildNames().map((name) => [name, compileSample(name).federation]));
const planned = new Map([...samples].map(([name, federation]) => [name, plannedObjects(federation)]));

for (const [name, federation] of samples)
  test(`${name}: what is made does what federation.yaml says`, () => {
    const found = verify(federation, planned.get(name) ?? new Map());
    assert.equal(
      found.map(({ call, sentence }) => `${callText(call)}: ${sentence}`),
      [],
    );
  });

for (const [sample, planted] of Object.entries(faults))
  for (const { what, cluster, object, change } of planted)
    test(`is told: ${what} (${sample})`, () => {
      const federation = samples.get(sample);
      const objects = planned.get(sample);
      assert.ok(federation && objects);
      assert.ok(isNoticed(() => verify(federation, withChange(objects, cluster, object, change), { max: 1 })));
    });

test("a disagreement says what was called, what is meant and what comes of it", () => {
  const federation = samples.get("example");
  const objects = planned.get("example");
  assert.ok(federation && objects);
  const changed = withChange(
    objects,
    "cluster2",
    `AuthorizationPolicy ${gateways}/consumer-cluster1`,
    rules(([rule]) => delete rule.to[0].operation.methods),
  );
  const [first] = verify(federation, changed, { max: 1 });
  assert.ok(first);
  assert.is(first.expected.kind, "refused");
  assert.ok(first.found.outcomes.some(({ end, hops }) => end.kind === "reached" && hops.length > 0));
  assert.match(first.sentence, /which federation\.yaml lets nobody do this way/);
  const { message, reasons = [] } = verificationReport(new VerificationError([first]));
  assert.match(message, /^this is a bug in fedc: .* nothing was written$/);
  const lines = reasons.map((reason) => reason.message);
  assert.match(lines[0] ?? "", /^[A-Z]+ \/\S* of .*: it reaches (ratings|myreviews)\.bookinfo:9080 of cluster2/i);
  assert.is(lines[1], "federation.yaml: refused: it is not granted");
  assert.ok(
    lines.some((line) => line.includes(`AuthorizationPolicy ${gateways}/consumer-cluster1 spec.rules[0]`)),
    lines.join("\n"),
  );
});

test("the order of objects makes no difference", () => {
  for (const [name, federation] of samples) {
    const turned = new Map([...(planned.get(name) ?? [])].map(([cluster, objects]) => [cluster, [...objects].reverse()]));
    assert.is(verify(federation, turned).length, 0, name);
  }
});

function isNoticed(run: () => readonly unknown[]): boolean {
  try {
    return run().length > 0;
  } catch (error) {
    if (error instanceof UnsupportedObject) return true;
    throw error;
  }
}

test.run();
