import { suite } from "uvu";
import * as assert from "uvu/assert";
import { load } from "../compiler/1-load/load.ts";
import { Findings } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";
import { within } from "./support/processor-time.ts";

const hostile = suite("hostile texts");
const size = 8 * 1024 * 1024 - 200;
const fill = (piece: string) => piece.repeat(Math.floor(size / piece.length));

const pieces = "[ { - ? : , ] } [] {} [, {a {a: a a: a:a # \\ \" ' | > & * ! @ % - -- ghp_ eyJ https:// ://a:b@ PRIVATEKEY U AgA".split(
  " ",
);
const endings = ["", " ", "\n"];
const texts: readonly (readonly [name: string, text: string])[] = [
  ...[
    // Each piece with one of the endings; with all of them by hand: `HOSTILE=all`.
    ...pieces.flatMap((piece, i) => endings.filter((_, j) => process.env.HOSTILE === "all" || i % 3 === j).map((end) => piece + end)),
    " ",
    "\n",
    "\t",
    "\r\n",
    "a: |\n",
    "a: b\n",
    "<<: a\n",
    '"\\q',
  ].map((piece) => [JSON.stringify(piece), fill(piece)] as const),
  ["blank lines after a key", `a:${fill("\n")}b`],
  ["comments in brackets", `a: [\n${fill(" #\n")}]`],
  ["items in brackets", `a: [${fill("a,")}a]`],
  ["empty texts in brackets", `a: [${fill('"",')}a]`],
  ["mappings in brackets", `a: [${fill("{a: b},")}a]`],
  ["a text of lines", `a: |\n${fill(" x\n")}`],
  ["a plain text of lines", `a: b\n${fill(" x\n")}`],
  ["escapes", `a: "${fill("\\u0041")}"`],
  ["quotes in quotes", `a: '${fill("''")}'`],
  ["a long key", `${fill("x")}: a`],
  ["a long text", `a: ${fill("x ")}`],
  ["forbidden characters", fill("\u0000")],
  ["brackets at the limit of depth", `a: ${"[".repeat(60)}${fill("[],")}${"]".repeat(60)}`],
];

for (const [name, text] of texts) {
  hostile(`8 MiB of ${name} are refused in a second`, () => {
    const { findings, loaded } = within(1000, name, () => {
      const findings = new Findings();
      return { findings, loaded: load(new Source("federation.yaml", text), () => ({ problem: "unused" }), findings) };
    });
    assert.is(loaded, undefined);
    assert.ok(findings.hasErrors);
    assert.ok(findings.sorted().length <= 200);
  });
}

hostile("a file beyond the limit is refused with the way to raise it, and read when it is raised", () => {
  const text = `# ${"x".repeat(2000)}\na: 1\n`;
  const codes = (maxBytes: number) => {
    const findings = new Findings();
    load(new Source("federation.yaml", text), () => ({ problem: "unused" }), findings, { maxBytes });
    return findings.sorted().map(({ code, help }) => [code, help?.includes("--max-bytes")]);
  };
  assert.equal(codes(1024), [["FED101", true]]);
  assert.ok(codes(4096).every(([code]) => code !== "FED101"));
});

hostile.run();
