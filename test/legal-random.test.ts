/** Federations that nobody wrote, over more of the language: each is refused by findings or proven, whatever the order of keys and names. */

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Source } from "../compiler/findings/source.ts";
import { blockText } from "./support/block-text.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { legalFederation, renamed, shuffled } from "./support/legal-federation.ts";
import { Chance } from "./support/random-federation.ts";
import { sampleTime } from "./support/samples.ts";

const test = suite("random legal federations");
const first = Number(process.env.LEGAL_FROM ?? 1);
const seeds = Array.from({ length: Number(process.env.LEGAL_COUNT ?? 25) }, (_, i) => first + i);

test("nothing of them is a bug, and their verdict hangs on no order and no name", () => {
  let built = 0;
  const failures: string[] = [];
  for (const seed of seeds) {
    const data = legalFederation(seed);
    const verdicts = [data, shuffled(data, new Chance(seed)), renamed(data)].map(verdictOf);
    if (verdicts[0] === "built") built += 1;
    for (const verdict of verdicts)
      if (verdict.startsWith("thrown") || verdict !== verdicts[0]) failures.push(`seed ${seed}: ${JSON.stringify(verdicts)}`);
  }
  assert.equal([...new Set(failures)], []);
  assert.ok(built >= seeds.length * 0.3, `${built} of ${seeds.length} are built`);
});

/** `built`, or the codes of errors; what is thrown is fedc's own mistake. */
function verdictOf(data: unknown): string {
  const readFile = () => ({ problem: "is not there" });
  try {
    const { findings } = compileWhole(new Source("federation.yaml", blockText(data)), { readFile, now: sampleTime });
    const codes = new Set(findings.sorted().flatMap(({ severity, code }) => (severity === "error" ? [code] : [])));
    return codes.size > 0 ? [...codes].sort().join() : "built";
  } catch (error) {
    return `thrown ${error instanceof Error ? error.message : error}`;
  }
}

test.run();
