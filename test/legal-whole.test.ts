/** Federations that nobody wrote, over the whole language and legal by the way they are made: fedc finds nothing wrong in any. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stringify } from "yaml";
import type { Finding } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { root } from "./support/fedc.ts";
import { warningsDeserved } from "./support/legal/expected.ts";
import { type LegalFile, wholeFederation } from "./support/legal/federation.ts";
import { fieldsIn, fieldsOf } from "./support/legal/fields-produced.ts";
import { withDefaultsOf } from "./support/legal/shortened.ts";
import { shuffled } from "./support/legal-federation.ts";
import type { Anything } from "./support/planned.ts";
import { Chance } from "./support/random-federation.ts";
import { sampleTime } from "./support/samples.ts";

const test = suite("legal federations over the whole language");
const first = Number(process.env.LEGAL_FROM ?? 1);
const seeds = Array.from({ length: Number(process.env.LEGAL_COUNT ?? 30) }, (_, i) => first + i);
/** Far above what any of them takes on a machine of its own. */
const patience = 60_000;

test("every field of the language, and every word that a field can be, is in one of them", () => {
  const schema = JSON.parse(readFileSync(join(root, "schemas/federation.schema.json"), "utf8"));
  const files = Array.from({ length: 40 }, (_, i) => wholeFederation(i + 1).data as Anything);
  const shortened = files.flatMap((data) =>
    Object.keys(data.clusters)
      .slice(0, 8)
      .map((_, i) => withDefaultsOf(data, i)),
  );
  const made = new Set([...files, ...shortened].flatMap((data) => [...fieldsIn(schema, data)]));
  const fields = [...fieldsOf(schema)];
  assert.ok(fields.length > 150, `${fields.length}`);
  assert.equal(
    fields.filter((field) => !made.has(field)),
    [],
  );
});

test("each is built without an error, without a warning that it does not deserve, and soon", () => {
  const alarms = seeds.flatMap((seed) => {
    const file = wholeFederation(seed);
    const deserved = warningsDeserved(file.data);
    const started = performance.now();
    // As YAML, too: what is quoted there is not what JSON quotes.
    const found = findingsIn(file, seed % 2 === 0 ? stringify(file.data, { aliasDuplicateObjects: false }) : JSON.stringify(file.data));
    const took = performance.now() - started;
    const wrong = found.filter(({ severity, code }) => severity === "error" || (severity === "warning" && !deserved.has(code)));
    return [
      ...wrong.map(({ code, message }) => `seed ${seed}: ${code} ${message}`),
      ...(took > patience ? [`seed ${seed}: ${took} ms`] : []),
    ];
  });
  assert.equal(alarms, []);
});

test("the order of keys changes nothing", () => {
  const codes = (file: LegalFile, data: unknown) => [...new Set(findingsIn(file, JSON.stringify(data)).map(({ code }) => code))].sort();
  for (const seed of seeds.slice(0, 12)) {
    const file = wholeFederation(seed);
    assert.equal(codes(file, shuffled(file.data, new Chance(seed))), codes(file, file.data), `seed ${seed}`);
  }
});

test("what one cluster and one service write may stand under `defaults`, and a list of destinations under `groups`", () => {
  let compared = 0;
  for (const seed of seeds.slice(0, 16)) {
    const file = wholeFederation(seed);
    const count = Object.keys(file.data.clusters).length;
    if (count > 6) continue; // each of a large one takes long
    const expected = overlaysOf(file, JSON.stringify(file.data));
    for (let chosen = 0; chosen < count; chosen++) {
      const found = overlaysOf(file, JSON.stringify(withDefaultsOf(file.data, chosen)));
      for (const [path, text] of expected) assert.fixture(found.get(path) ?? "", text, `seed ${seed}, cluster ${chosen}: ${path}`);
      compared++;
    }
  }
  assert.ok(compared > 20);
});

test("each assertion turned round is an error", () => {
  let turned = 0;
  for (const seed of seeds) {
    const file = wholeFederation(seed);
    const { assertions = [], ...rest }: Anything = file.data;
    for (const { never, always } of assertions.slice(0, 2)) {
      const other = { ...rest, assertions: [never ? { always: never } : { never: always }] };
      const errors = findingsIn(file, JSON.stringify(other)).filter(({ severity }) => severity === "error");
      assert.equal(
        errors.map(({ code }) => code).filter((code) => code !== "FED386" && code !== "FED388"),
        [],
        `seed ${seed}`,
      );
      assert.ok(errors.length > 0, `seed ${seed}: ${JSON.stringify(never ?? always)}`);
      turned += 1;
    }
  }
  assert.ok(turned > seeds.length / 3, `${turned}`);
});

function overlaysOf({ files }: LegalFile, text: string): ReadonlyMap<string, string> {
  const readFile = (path: string) => ({ text: files.get(path.replace(/^\.\//, "")) ?? "" });
  const { built, findings } = compileWhole(new Source("federation.yaml", text), { readFile, now: sampleTime, verify: false });
  const errors = findings.sorted().filter(({ severity }) => severity === "error");
  if (!built) throw new Error(`${errors.map(({ code, message }) => `${code} ${message}`).join("\n")}\n${text}`);
  return new Map(built.overlays.flatMap(({ cluster, files }) => [...files].map(([path, text]) => [`${cluster}/${path}`, text] as const)));
}

/** What is found in a federation; what is thrown is a finding of ours. */
function findingsIn({ files }: LegalFile, text: string): readonly Pick<Finding, "severity" | "code" | "message">[] {
  const readFile = (path: string) => {
    const found = files.get(path.replace(/^\.\//, ""));
    return found === undefined ? { problem: "is not there" } : { text: found };
  };
  try {
    return compileWhole(new Source("federation.yaml", text), { readFile, now: sampleTime }).findings.sorted();
  } catch (error) {
    return [{ severity: "error", code: "thrown", message: error instanceof Error ? error.message : String(error) }];
  }
}

test.run();
