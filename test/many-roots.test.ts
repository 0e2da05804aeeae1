import { suite } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../compiler/compile.ts";
import type { Findings } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { largeFederation, type Size } from "./support/large-federation.ts";
import { newRoots } from "./support/new-roots.ts";

const test = suite("many roots");
const options = { readFile: () => ({ problem: "there is no file" }), now: new Date() };

function federation(size: Size): Source {
  return new Source("federation.yaml", largeFederation(size, { roots: newRoots(size.clusters) }));
}

function messages(findings: Findings): readonly string[] {
  return findings.sorted().map(({ message }) => message);
}

test("a cluster may trust many partners, each with a root of its own", () => {
  const size = { clusters: 25, exposures: 25, consumptions: 25 * 24 };
  const { findings, built } = compileWhole(federation(size), options);
  assert.equal(messages(findings), []);
  assert.is(built?.overlays.length, 25);
  for (const { files } of built?.overlays ?? []) {
    const trust = files.get("generated/trust.yaml") ?? "";
    assert.is(trust.match(/BEGIN CERTIFICATE/g)?.length, 2 * 24, "the roots of 24 partners, at both gateways");
  }
});

test("a federation may have a thousand roots", () => {
  const { findings, federation: found } = check(federation({ clusters: 1000, exposures: 1000, consumptions: 2000 }), options);
  assert.equal(messages(findings), []);
  assert.is(found?.roots.size, 1000);
});

test("every pair of many clusters may have a mode of its own", () => {
  const { text } = federation({ clusters: 25, exposures: 25, consumptions: 50 });
  const names = Array.from({ length: 25 }, (_, i) => `cluster-${i}`);
  const pairs = names.flatMap((one, i) => names.slice(i + 1).map((other) => `    - { between: [${one}, ${other}], mode: gateways }`));
  const paired = text.replace("trust:\n  roots:", `trust:\n  pairs:\n${pairs.join("\n")}\n  roots:`);
  const { findings } = check(new Source("federation.yaml", paired), options);
  assert.is(pairs.length, 300);
  assert.equal(messages(findings), []);
});

test.run();
