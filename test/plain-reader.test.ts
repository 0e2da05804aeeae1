/** The fast reader of plain YAML beside the scanner and the YAML library: what it reads, they read too, with the same values at the same places. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isCollection, isMap, isPair, LineCounter, parseAllDocuments, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import type { Spans } from "../compiler/1-load/spans.ts";
import { parse } from "../compiler/1-load/yaml/parse.ts";
import { type PlainDocument, readPlain, readPlainManifests } from "../compiler/1-load/yaml/plain-reader.ts";
import { scan } from "../compiler/1-load/yaml/scan.ts";
import { Findings } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";
import { root } from "./support/fedc.ts";
import { Chance } from "./support/random-federation.ts";
import { mutated, YamlOfPeople } from "./support/yaml-of-people.ts";

const test = suite("plain reader");
const maxBytes = 8 * 1024 * 1024;

/** How many documents are compared in each test. More of them by hand: `DOCUMENTS=1000000 node --import tsx test/plain-reader.test.ts`. */
const documents = Number(process.env.DOCUMENTS ?? 4000);

const texts = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".yaml") && !path.includes("expected"))
  .map((path) => readFileSync(join(root, "test", path), "utf8"))
  .filter((text) => text.includes("kind: Federation"))
  .concat(readFileSync(join(root, "federation.example.yaml"), "utf8"))
  .sort();

function byLibrary(text: string): PlainDocument | undefined {
  const source = new Source("f.yaml", text);
  const findings = new Findings();
  scan(source, maxBytes, findings);
  return findings.hasErrors ? undefined : parse(source, findings);
}

/** Every entry with its place and its value, in order. */
function entries(data: object, at: Spans, path = ""): readonly string[] {
  return Object.entries(data).flatMap(([key, value]: [string, unknown]) => {
    const name = Array.isArray(data) ? Number(key) : key;
    const places = [at.key(data, name as never), at.value(data, name as never)].map(({ start, end }) => `${start}-${end}`);
    const nested = typeof value === "object" && value !== null;
    const own = nested ? (Array.isArray(value) ? "list" : "mapping") : `${typeof value} ${String(value)}`;
    return [`${path}/${key} ${places} ${own}`, ...(nested ? entries(value, at, `${path}/${key}`) : [])];
  });
}

/** Whether the fast reader reads a text. Fails if the library does not read the same. */
function isReadAlike(text: string): boolean {
  const fast = readPlain(new Source("f.yaml", text), maxBytes / 16);
  if (!fast) return false;
  const slow = byLibrary(text);
  assert.ok(slow, `the library refuses ${JSON.stringify(text)}`);
  assert.equal(entries(fast.data, fast.at), entries(slow.data, slow.at), JSON.stringify(text));
  return true;
}

/** The same for the documents of a file of manifests, except that each entry has the line of its value. */
function areManifestsReadAlike(text: string): boolean {
  const fast = readPlainManifests(text);
  if (!fast) return false;
  const lines = new LineCounter();
  const slow = [
    ...parseAllDocuments(text, { version: "1.2", schema: "core", lineCounter: lines, prettyErrors: false, logLevel: "silent" }),
  ];
  assert.equal(
    slow.flatMap(({ errors }) => errors.map(({ message }) => message)),
    [],
    JSON.stringify(text),
  );
  const expected = slow.flatMap(({ contents }) => (isMap(contents) ? [contents as YAMLMap] : []));
  assert.equal(
    fast.map(({ data, at, linesBefore }) => linesOf(data, at, linesBefore)),
    expected.map((node) => linesOfNode(node, lines)),
    JSON.stringify(text),
  );
  return true;
}

function linesOf(data: object, at: Spans, before: number, path = ""): readonly string[] {
  return Object.entries(data).flatMap(([key, value]: [string, unknown]) => {
    const { start } = at.value(data, (Array.isArray(data) ? Number(key) : key) as never);
    const own = `${path}/${key} ${before + at.source.position(start).line}`;
    return typeof value === "object" && value !== null
      ? [own, ...linesOf(value, at, before, `${path}/${key}`)]
      : [`${own} ${typeof value} ${value}`];
  });
}

function linesOfNode(node: YAMLMap | YAMLSeq, lines: LineCounter, path = ""): readonly string[] {
  const entries = node.items.map((item, index): readonly [string, unknown] =>
    isPair(item) ? [String((item.key as Scalar).value), item.value] : [String(index), item],
  );
  // As in a JavaScript object, keys that are whole numbers come first.
  const sorted = Object.entries(Object.fromEntries(entries));
  return sorted.flatMap(([key, value]) => {
    const range = (value as { range?: readonly number[] }).range;
    const own = `${path}/${key} ${lines.linePos(range?.[0] ?? 0).line}`;
    if (isCollection(value)) return [own, ...linesOfNode(value as YAMLMap | YAMLSeq, lines, `${path}/${key}`)];
    const scalar = (value as Scalar).value;
    return [`${own} ${typeof scalar} ${scalar}`];
  });
}

test("federations as people write them are read fast, and alike", () => {
  const read = texts.filter(isReadAlike).length;
  assert.ok(read > 0.8 * texts.length, `${read} of ${texts.length}`);
});

test("mutated parts of federations are read alike, or left to the library", () => {
  const chance = new Chance(1);
  let read = 0;
  for (let number = 0; number < documents; number++) {
    const lines = (texts[chance.below(texts.length)] ?? "").split("\n");
    const first = chance.below(lines.length);
    const part = lines.slice(first, first + 3 + chance.below(25));
    const indent = Math.min(...part.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)));
    const text = part.map((line) => line.slice(indent)).join("\n") + "\n".repeat(chance.below(2));
    if (isReadAlike(mutated(text, chance))) read++;
  }
  assert.ok(read > documents / 10, `${read} of ${documents}`);
});

test("documents of all the kinds that people write, and mutated ones, are read alike, or left to the library", () => {
  const chance = new Chance(2);
  const people = new YamlOfPeople(chance);
  let read = 0;
  for (let number = 0; number < documents; number++) {
    const text = people.document();
    if (isReadAlike(number % 2 === 0 ? text : mutated(text, chance))) read++;
  }
  assert.ok(read > documents / 4, `${read} of ${documents}`);
});

test("manifests of all these kinds have the values and the lines that the library finds, or are left to it", () => {
  const chance = new Chance(3);
  const people = new YamlOfPeople(chance);
  let read = 0;
  for (let number = 0; number < documents / 2; number++) {
    const separators = ["---\n", "---\n", "---\n# c\n", "--- \n", "---\n---\n", "--- # c\n", "...\n", "---"];
    const parts = Array.from(
      { length: 1 + chance.below(3) },
      () => people.document() + (separators[chance.below(chance.below(4) === 0 ? separators.length : 2)] ?? ""),
    );
    const text = (chance.below(2) === 0 ? "# Written by fedc\n---\n" : "") + parts.join("");
    if (areManifestsReadAlike(chance.below(2) === 0 ? text : mutated(text, chance))) read++;
  }
  assert.ok(read > documents / 16, `${read} of ${documents / 2}`);
});

test("what could hide something, and what needs much memory or stack, is left to the library", () => {
  for (const text of [
    `a: ${"b".repeat(200_000)}\n`,
    `a: "${"b".repeat(8_000_000)}"\n`,
    `a: ${"[".repeat(100)}${"]".repeat(100)}\n`,
    `${"k".repeat(2000)}: 1\n`,
    `a: "{\\"kty\\":\\"EC\\",\\"d\\":\\"${"A".repeat(43)}\\"}"\n`,
    'a: "\\x00"\n',
    "a: b\u200b\n",
    "a: &x 1\nb: *x\n",
    "a: 1\na: 2\n",
    "a: |\n  \n    b\n",
    "a: [-]\n",
    "a: { b: c\n# d\n  }\n",
    "a: { b: -, c: d }\n",
    "a: 1\n---\nb: 2\n",
  ])
    assert.is(readPlain(new Source("f.yaml", text), maxBytes / 16), undefined, text.slice(0, 60));
  assert.is(readPlain(new Source("f.yaml", `a: [${"1, ".repeat(200)}1]\n`), 100), undefined, "more entries than the size allows");
});

test.run();
