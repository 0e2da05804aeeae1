import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Finding } from "../compiler/findings/finding.ts";
import { findingAsJson } from "../compiler/findings/formats/json.ts";
import { printable, printableJson } from "../compiler/findings/formats/printable.ts";
import { coloured, plain } from "../compiler/findings/formats/style.ts";
import { findingAsText, findingsAsText } from "../compiler/findings/formats/text.ts";
import { type Place, Source } from "../compiler/findings/source.ts";

const formats = suite("formats of findings");

const source = new Source("federation.yaml", "a: 1\nclusters:\n  one: {hostname: c1.example.com}\n  two: {hostname: c1.example.com}\n");

function placeOf(text: string, from = source, nth = 0): Place {
  let start = from.text.indexOf(text);
  for (let i = 0; i < nth; i++) start = from.text.indexOf(text, start + 1);
  return { source: from, start, end: start + text.length };
}

function error(parts: Partial<Finding>): Finding {
  return { code: "FED301", severity: "error", message: "a sentence", ...parts };
}

/** The line that is underlined, and what stands under it. */
function underlined(text: string, word: string): [string, string] {
  const from = new Source("x.yaml", text);
  const lines = findingAsText(error({ at: placeOf(word, from) }), plain).split("\n");
  return [(lines[3] ?? "").replace(/^\s*\d+ \| ?/, ""), (lines[4] ?? "").replace(/^ +\| /, "")];
}

formats("a finding shows its place, the second place and the way out", () => {
  const finding = error({
    message: "`two` has the hostname of `one`",
    at: placeOf("c1.example.com", source, 1),
    related: { at: placeOf("c1.example.com"), message: "first used here" },
    help: "give each cluster a hostname of its own",
  });
  assert.fixture(
    findingAsText(finding, plain),
    `error[FED301]: \`two\` has the hostname of \`one\`
 --> federation.yaml:4:19
  |
4 |   two: {hostname: c1.example.com}
  |                   ^^^^^^^^^^^^^^
 ::: federation.yaml:3:19
  |
3 |   one: {hostname: c1.example.com}
  |                   -------------- first used here
  = help: give each cluster a hostname of its own`,
  );
});

formats("a finding without a place is its sentence", () => {
  assert.is(findingAsText(error({ severity: "warning" }), plain), "warning[FED301]: a sentence");
});

formats("tabs, wide characters, combining marks and controls keep the underline under its text", () => {
  assert.equal(underlined("\tkey: bad", "bad"), ["    key: bad", "         ^^^"]);
  assert.equal(underlined("名前: bad", "bad"), ["名前: bad", "      ^^^"]);
  assert.equal(underlined("🚢: bad", "bad"), ["🚢: bad", "    ^^^"]);
  assert.equal(underlined("e\u0301: bad", "bad"), ["e\u0301: bad", "   ^^^"]);
  assert.equal(underlined("\u001b[2J: bad", "bad"), ["\\x1b[2J: bad", "         ^^^"]);
  assert.equal(underlined("k: 名前", "名前"), ["k: 名前", "   ^^^^"]);
});

formats("a place of several lines, an empty one and one at the end of the text are underlined once", () => {
  const from = new Source("x.yaml", "a:\n  b: 1\n  c: 2\n");
  const several = findingAsText(error({ at: { source: from, start: 3, end: 17 } }), plain);
  assert.match(several, /\n2 \| {3}b: 1\n {2}\| \^{6}$/);
  assert.match(findingAsText(error({ at: { source: from, start: 5, end: 5 } }), plain), /\n {2}\| {3}\^$/);
  assert.match(findingAsText(error({ at: { source: from, start: 17, end: 17 } }), plain), /x\.yaml:4:1\n {2}\|\n4 \|\n {2}\| \^$/);
});

formats("a long line is cut around the place", () => {
  for (const [before, after] of [
    [0, 5000],
    [5000, 0],
    [5000, 5000],
    [100, 5000],
  ] as const) {
    const [line, mark] = underlined(`${"x".repeat(before)}bad${"y".repeat(after)}`, "bad");
    assert.is(line.slice(mark.indexOf("^"), mark.lastIndexOf("^") + 1), "bad");
    assert.ok(line.length <= 125, `${line.length} columns`);
  }
  const [line, mark] = underlined("z".repeat(5000), "z".repeat(5000));
  assert.ok(line.length <= 125 && mark.length <= 125);
});

formats("cutting never splits a character", () => {
  for (let before = 118; before < 124; before++) {
    assert.not.match(underlined(`${"🚢".repeat(before)}bad${"🚢".repeat(200)}`, "bad")[0], /\\u|\ufffd/);
    assert.not.match(underlined(`x${"🚢".repeat(before)}bad x${"🚢".repeat(200)}`, "bad")[0], /\\u|\ufffd/);
  }
});

formats("a line with a secret is never printed", () => {
  const from = new Source("x.yaml", "key: hunter2\n");
  const finding = error({ at: placeOf("hunter2", from), related: { at: placeOf("key", from), message: "here" }, secret: true });
  assert.not.match(findingAsText(finding, plain), "hunter2");
  assert.match(findingAsText(finding, plain), "x.yaml:1:6");
  assert.not.match(JSON.stringify(findingAsJson(finding)), "hunter2");
});

formats("nothing that a terminal obeys or reorders gets through", () => {
  const nasty = "\u001b[31m\u009b\u202e\u2028\u0007\r\n\ufeff\u{e0041}\ud800";
  const shown = findingsAsText([error({ message: nasty, help: nasty, at: { source: new Source(nasty, nasty), start: 0, end: 3 } })], plain);
  assert.is(printable(shown.replaceAll("\n", "")), shown.replaceAll("\n", ""));
  assert.is(printable(nasty), "\\x1b[31m\\x9b\\u{202e}\\u{2028}\\x07\\r\\n\\u{feff}\\u{e0041}\\u{d800}");
  assert.equal(JSON.parse(printableJson({ nasty })), { nasty });
  assert.not.match(printableJson({ nasty }), /[^ -~]/);
  assert.is(printable("ä 名 🚢"), "ä 名 🚢");
  assert.is(printable("a\u00a0b\u00adc\u2007\u202f"), "a\\xa0b\\xadc\\u{2007}\\u{202f}");
});

formats("at most 50 findings are told, and all are counted", () => {
  const many = [...Array.from({ length: 60 }, () => error({ at: placeOf("one") })), error({ severity: "warning", code: "FED302" })];
  const text = findingsAsText(many, plain);
  assert.is(text.match(/^error\[/gm)?.length, 50);
  assert.match(text, "\nand 11 more\n");
  assert.match(text, "\n60 errors, 1 warning in federation.yaml; `fedc explain CODE` tells more, such as `fedc explain FED301`\n");
  assert.match(findingsAsText(many.slice(0, 1), plain), "\n1 error in federation.yaml; `fedc explain FED301` tells more\n");
  assert.is(findingsAsText([], plain), "");
  assert.match(findingsAsText([error({ more: true }), error({}), error({ severity: "note" })], plain), "\nat least 2 errors, 1 note");
});

formats("colour changes nothing but colour", () => {
  const finding = error({ at: placeOf("one"), related: { at: placeOf("two"), message: "there" }, help: "do this\nor that" });
  const text = findingsAsText([finding], coloured);
  assert.match(text, "\u001b[1;31m");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  assert.is(text.replace(/\u001b\[[\d;]*m/g, ""), findingsAsText([finding], plain));
});

formats("JSON has positions from 1, and the end behind the place", () => {
  assert.equal(findingAsJson(error({ at: placeOf("one"), help: "do this", related: { at: placeOf("two"), message: "there" } })), {
    code: "FED301",
    severity: "error",
    message: "a sentence",
    file: "federation.yaml",
    line: 3,
    column: 3,
    endLine: 3,
    endColumn: 6,
    related: { message: "there", file: "federation.yaml", line: 4, column: 3, endLine: 4, endColumn: 6 },
    help: "do this",
  });
  assert.equal(findingAsJson(error({})), { code: "FED301", severity: "error", message: "a sentence" });
});

formats.run();
