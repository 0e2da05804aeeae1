/** The fast reader of plain YAML beside the scanner and the YAML library: what it reads, they read too, with the same values at the same places. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Spans } from "../compiler/1-load/spans.ts";
import { parse } from "../compiler/1-load/yaml/parse.ts";
import { type PlainDocument, readPlain } from "../compiler/1-load/yaml/plain-reader.ts";
import { scan } from "../compiler/1-load/yaml/scan.ts";
import { Findings } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";
import { root } from "./support/fedc.ts";

const test = suite("plain reader");
const maxBytes = 8 * 1024 * 1024;

/** How many mutated documents are compared. More of them by hand: `DOCUMENTS=1000000 node --import tsx test/plain-reader.test.ts`. */
const documents = Number(process.env.DOCUMENTS ?? 4000);

const texts = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".yaml") && !path.includes("expected"))
  .map((path) => readFileSync(join(root, "test", path), "utf8"))
  .filter((text) => text.includes("kind: Federation"))
  .concat(readFileSync(join(root, "federation.example.yaml"), "utf8"))
  .sort();

/** What people and accidents put into YAML. */
const insertions =
  ' |  |\n|#| #|:|: |- |-|\'|"|[|]|{|}|,|>|&a|*a|!|?|%|@|\\|\\n|a|0|1.5|07|1e3|~|null|true|\t|\r|é|\u00a0|---|...|<<|\n\n|\n  |\n# c\n|a: b|[a, b]|{ a: b }|\'a\': |"a\\"b"';
const pieces = [...insertions.split("|"), "|", "|-", "|+\n", "| # c\n"];

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

test("federations as people write them are read fast, and alike", () => {
  const read = texts.filter(isReadAlike).length;
  assert.ok(read > 0.8 * texts.length, `${read} of ${texts.length}`);
});

test("mutated parts of federations are read alike, or left to the library", () => {
  let state = 1;
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  let read = 0;
  for (let number = 0; number < documents; number++) {
    const lines = (texts[random(texts.length)] ?? "").split("\n");
    const first = random(lines.length);
    const part = lines.slice(first, first + 3 + random(25));
    const indent = Math.min(...part.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)));
    let text = part.map((line) => line.slice(indent)).join("\n") + "\n".repeat(random(2));
    for (let left = random(4); left > 0; left--) {
      const start = random(text.length + 1);
      text = text.slice(0, start) + (pieces[random(pieces.length)] ?? "") + text.slice(start + (random(3) === 0 ? random(6) : 0));
    }
    if (isReadAlike(text)) read++;
  }
  assert.ok(read > documents / 10, `${read} of ${documents}`);
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
    "a: 1\n---\nb: 2\n",
  ])
    assert.is(readPlain(new Source("f.yaml", text), maxBytes / 16), undefined, text.slice(0, 60));
  assert.is(readPlain(new Source("f.yaml", `a: [${"1, ".repeat(200)}1]\n`), 100), undefined, "more entries than the size allows");
});

test.run();
