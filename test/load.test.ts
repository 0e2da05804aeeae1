import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { loadExplanations } from "../compiler/1-load/explanations.ts";
import { load, type ReadFile } from "../compiler/1-load/load.ts";
import { Findings } from "../compiler/findings/finding.ts";
import { Source } from "../compiler/findings/source.ts";
import { mistakes } from "./support/load-mistakes.ts";

const loading = suite("load");
const example = readFileSync(new URL("../federation.example.yaml", import.meta.url), "utf8");
const pem = /-----BEGIN[\s\S]*?END CERTIFICATE-----/.exec(example)?.[0].replaceAll(/^ +/gm, "") ?? "";
const noFiles: ReadFile = () => ({ problem: "there is no such file" });

/** Every finding as `CODE line:column message`. */
function found(text: string, readFile = noFiles): string[] {
  const source = new Source("federation.yaml", text);
  const findings = new Findings();
  const loaded = load(source, readFile, findings);
  assert.is(loaded === undefined, findings.hasErrors);
  return findings.sorted().map(({ code, at, message }) => {
    const place = at?.source.position(at.start);
    return `${code} ${place ? `${place.line}:${place.column} ` : ""}${message}`;
  });
}

/** The example with one thing changed. */
function changed(from: string, to: string): string {
  assert.ok(example.includes(from), `the example has ${from}`);
  return example.replace(from, () => to);
}

loading("the example loads, with the places of its entries and its root", () => {
  const source = new Source("federation.example.yaml", example);
  const findings = new Findings();
  const loaded = load(source, noFiles, findings);
  assert.equal(findings.sorted(), []);
  const entry = loaded?.file.services.ratings?.expose?.cluster2;
  assert.ok(loaded && entry);
  const key = loaded.at.key(entry, "port");
  const value = loaded.at.value(entry, "port");
  assert.is(example.slice(key.start, key.end), "port");
  assert.is(example.slice(value.start, value.end), "9080");
  assert.not("constructor" in loaded.file.services || "__proto__" in loaded.file.services, "a mapping has its own keys only");
  assert.equal(
    [...loaded.roots.values()].map((certificates) => certificates.map(({ subject }) => subject)),
    [["CN=Federation CA (example\\, key destroyed),O=example.com"]],
  );
});

for (const { from, to, finding } of mistakes) {
  loading(`${to.trim() || `no ${from.trim()}`} is found once`, () => {
    assert.equal(found(changed(from, to)), [finding]);
  });
}

const texts: readonly (readonly [text: string, ...findings: string[]])[] = [
  ["", "FED109 1:1 `federation.yaml` is empty"],
  ["# only this\n", "FED109 1:1 `federation.yaml` is empty"],
  ["- a\n", "FED109 1:1 `federation.yaml` does not begin with keys and values"],
  ["a: b: c\n", "FED107 1:5 a second colon stands on this line"],
  ["a:\n  b: 1\n c: 2\n  d: 3\n", "FED106 3:2 this line is indented like none above that it could belong to"],
  ["a: 1\n  b: 2\n  c: 3\n", "FED106 2:3 this is indented as if it belonged to `a`, which has a value already"],
  ["a: [1, 2\nb: 3\n", "FED107 1:4 this `[` is not closed"],
  ['a: "x\nb: 2\n', "FED107 1:4 this quote is not closed"],
  ["a: 'it's'\n", "FED107 1:8 there is text after the end of the value"],
  ["a:1\nb: 2\n", "FED107 1:1 this line has no `key: value`"],
  ["a: 1\nb\nc: [d\ne: 1\n", "FED107 2:1 this line has no `key: value`", "FED107 3:4 this `[` is not closed"],
  ["a: {b: 1 c: 2}\n", "FED107 1:11 a comma is missing before this"],
  ["a: [b,,c]\n", "FED107 1:7 nothing stands before this comma"],
  ["a: [b}\n", "FED107 1:6 `}` closes what `[` opened"],
  ["a: - b\n", "FED107 1:4 a list begins on the line of its key"],
  ["- a\nb: 1\n", "FED107 2:1 a key stands among list items"],
  ["a: @x\n", "FED107 1:4 a text without quotes cannot begin with `@`"],
  ['a: "\\q"\n', "FED107 1:5 `\\q` means nothing in double quotes"],
  ["a:\n\tb: 1\n", "FED106 2:1 a tab stands in the indentation"],
  ["a:\n\tb: 1\n\tc: 2\nd:\n  \te: 1\n", "FED106 2:1 a tab stands in the indentation, here and in 2 more lines"],
  ["~: x\n", "FED110 1:1 the key `~` is no text but null to readers of YAML"],
  ["a:\n  null: x\n", "FED110 2:3 the key `null` is no text but null to readers of YAML"],
  ["a: { Null: x }\n", "FED110 1:6 the key `Null` is no text but null to readers of YAML"],
  ["a: { : x }\n", "FED107 1:6 the key before this colon is missing"],
  ["? : x\n", "FED105 1:1 this is an explicit key"],
  ["a:\n  :\n    b: 1\n    c: 2\n  d: 3\n", "FED107 2:3 the key before this colon is missing"],
  ...["\n", "\r\n"].map(
    (end) =>
      [
        ["a:", "<<<<<<< HEAD", "  b: 1", "=======", "  b: 2", ">>>>>>> theirs", "c: 3", ""].join(end),
        "FED124 2:1 a conflict marker of git stands here: lines of two versions were never merged",
      ] as const,
  ),
  [
    "<<<<<<< HEAD\na: 1\n||||||| base\na: 0\n=======\na: 2\n>>>>>>> x\nb: 1\n<<<<<<< HEAD\nc: 1\n=======\n>>>>>>> x\n",
    "FED124 1:1 a conflict marker of git stands here: lines of two versions were never merged (2 conflicts)",
  ],
  ["a: 1\n=======\n", "FED124 2:1 a conflict marker of git stands here: lines of two versions were never merged"],
  ["a: 1\n>>>>>>> x\n", "FED124 2:1 a conflict marker of git stands here: lines of two versions were never merged"],
  ["a: &x 1\nb: *x\nc: !t 1\n", "FED105 1:4 this is an anchor", "FED105 2:4 this is an alias", "FED105 3:4 this is a tag"],
  ["%YAML 1.1\n---\na: 1\n", "FED105 1:1 this is a YAML directive"],
  ["---\na: 1\n---\nb: 1\n", "FED105 3:1 a second document begins here"],
  ["<<: {a: 1}\n", "FED105 1:1 this is a merge key"],
  ["? a\n", "FED105 1:1 this is an explicit key"],
  ["? [a, b]\n: 1\nc: 2\n", "FED105 1:1 this is an explicit key"],
  ["a:\n  ? b\n  : - c\n    - d\ne: [\n", "FED105 2:3 this is an explicit key", "FED107 5:4 this `[` is not closed"],
  ["a: &x\n  b: 1\nc: 2\n", "FED105 1:4 this is an anchor"],
  ["a: !t # c\n  b: 1\n  d: 1\nc: 2\n", "FED105 1:4 this is a tag"],
  ["a:\n- &x\n  b: 1\n- c: 2\n", "FED105 2:3 this is an anchor"],
  ["a:\n  &x b:\n    c: 1\n  d:\n    e: 1\n", "FED105 2:3 this is an anchor"],
  ["[a]: 1\n", "FED110 1:1 a list or a mapping stands where a key is expected"],
  ["a: {[b]: 1}\n", "FED110 1:5 a list or a mapping stands where a key is expected"],
  [": 1\n", "FED107 1:1 the key before this colon is missing"],
  ['"": 1\n', "FED110 1:1 here stands an empty key"],
  ["a: 1\na: 2\n", "FED108 2:1 `a` is written twice"],
  ["a: x\u0007\n", "FED103 1:5 here stands a control character (U+0007)"],
  ["a: x\rb: 1\n", "FED103 1:5 here stands a carriage return without a line feed (U+000D)"],
  ["a: x\u2028b: 1\n", "FED103 1:5 here stands a line separator (U+2028)"],
  ["a: x\u202eb\n", "FED103 1:5 here stands a control of the direction of text (U+202E)"],
  ["a: x\ud800\n", "FED103 1:5 here stands half of a character (U+D800)"],
  ["a: x\u200by\n", "FED103 1:5 here stands an invisible character (U+200B)"],
  ["a: x\u2061y\n", "FED103 1:5 here stands an invisible character (U+2061)"],
  ["a: x\u{e0041}y\n", "FED103 1:5 here stands an invisible character (U+E0041)"],
  ["a:\n\u00a0\u00a0b: 1\n", "FED103 2:1 here stands a no-break space (U+00A0), in the indentation"],
  ["a:\n  \u00a0b: 1\n  c: 2\n", "FED103 2:3 here stands a no-break space (U+00A0), in the indentation"],
  ["a:\u00a0b\n", "FED103 1:3 here stands a no-break space (U+00A0)"],
  ["a: {b:\u00a0c}\n", "FED103 1:7 here stands a no-break space (U+00A0)"],
  ["a\u00adb: c\n", "FED103 1:2 here stands a soft hyphen (U+00AD)"],
  ["a: 1\rb: 2\rc: 3\r", "FED103 1:5 the lines of `federation.yaml` end as on old Macintoshes"],
  ["\0a\0:\0 \0b\0\n", "FED103 1:1 `federation.yaml` looks as if it was saved as UTF-16"],
  ["a\0:\0 \0b\0\n\0", "FED103 1:2 `federation.yaml` looks as if it was saved as UTF-16"],
  ["a: x\ufeff\n", "FED103 1:5 here stands a byte order mark (U+FEFF)"],
  ['a: "\\u0000"\n', "FED103 1:4 here an escape writes a NUL character (U+0000)"],
  [`a: ${"[".repeat(65)}`, "FED104 1:67 this is nested deeper than 64 levels"],
  [
    `${Array.from({ length: 70 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")}\n`,
    "FED104 65:65 this is nested deeper than 64 levels",
  ],
];
for (const [text, ...findings] of texts) {
  loading(`${JSON.stringify(text.slice(0, 40))} is refused in plain words`, () => {
    assert.equal(found(text), findings);
  });
}

loading("text that only looks special is left alone", () => {
  const odd = 'owner: a & b * c ! d\n    inactive: "a: b # c"\n    managed: true # &c\n';
  assert.equal(found(changed("hostname: c1.example.com", `hostname: c1.example.com\n    ${odd}`)), []);
  assert.equal(found(`---\n${example}`), []);
  assert.equal(found(`\ufeff${example}`), []);
  assert.equal(found(example.replaceAll("\n", "\r\n")), []);
  assert.equal(found(changed("protocol: http", 'description: "5\u00a0stars" # \u00a0\n    protocol: http')), []);
  assert.equal(found(changed("protocol: http", "description: |\n      5\u00a0stars\n    protocol: http")), []);
});

loading("a description may go on over lines, whatever they begin with", () => {
  const text = 'protocol: http\n    description: stars\n      &c. *all* of them\n      !really "quoted"\n';
  assert.equal(found(changed("protocol: http\n", text)), []);
});

loading("files of roots are read, and what is wrong with them is shown at their names", () => {
  const text = example.replace(/- pem: \|[\s\S]*?END CERTIFICATE-----/, "- { file: trust/ca.pem }");
  const with_ = (content: ReturnType<ReadFile>) =>
    found(text, (path) => {
      assert.is(path, "trust/ca.pem");
      return content;
    });
  assert.equal(with_({ text: pem }), []);
  assert.equal(with_({ problem: "there is no such file" }), ["FED121 49:17 `trust/ca.pem` cannot be read: there is no such file"]);
  assert.equal(with_({ text: "hello" }), ["FED122 49:17 `trust/ca.pem` holds no certificate"]);
  const key = `${pem}\n-----BEGIN EC ${"PRIVATE"} KEY-----\nabc\n`;
  assert.equal(with_({ text: key }), ["FED102 49:17 `trust/ca.pem` holds what looks like a private key"]);
});

loading("every code that is reported is explained, and the other way round", () => {
  const codes = [...mistakes.map(({ finding }) => finding), ...texts.flatMap(([, ...findings]) => findings)].map((finding) =>
    finding.slice(0, 6),
  );
  const elsewhere = ["FED101", "FED102", "FED118", "FED121", "FED123", "FED124"];
  assert.equal(loadExplanations.map(({ code }) => code).sort(), [...new Set([...codes, ...elsewhere])].sort());
});

loading.run();
