import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ReadFile } from "../compiler/1-load/load.ts";
import { check } from "../compiler/compile.ts";
import { findingAsJson } from "../compiler/findings/formats/json.ts";
import { printableJson } from "../compiler/findings/formats/printable.ts";
import { plain } from "../compiler/findings/formats/style.ts";
import { findingsAsText, maxFindings } from "../compiler/findings/formats/text.ts";
import { Source } from "../compiler/findings/source.ts";
import { root } from "./support/fedc.ts";
import { within } from "./support/processor-time.ts";
import { readerOf, sampleTime } from "./support/samples.ts";

const hostile = suite("hostile inputs");
const folder = join(root, "test/hostile");
/** The roots that the inputs name lie in the samples of rules about roots. */
const samples = readerOf(join(root, "test/samples/check"));
const mostPrinted = 64 * 1024;
/** In every private thing of every input; what is base64 of it counts too. */
const mark = "swordfish";

/** Checks a text; returns the codes of all errors, after looking at what each format would print. */
function errorsIn(text: string, readFile: ReadFile = samples): readonly string[] {
  const { federation, sorted, reported } = within(1000, text.slice(0, 60), () => {
    const { findings, federation } = check(new Source("federation.yaml", text), { readFile, now: sampleTime });
    const sorted = findings.sorted();
    return {
      federation,
      sorted,
      reported: [findingsAsText(sorted, plain), printableJson(sorted.slice(0, maxFindings).map(findingAsJson))],
    };
  });
  for (const printed of reported) {
    assert.ok(Buffer.byteLength(printed) <= mostPrinted, `${Buffer.byteLength(printed)} bytes are printed`);
    assert.not.match(printed, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    for (const secret of [mark, base64(mark).slice(0, 12)]) assert.not.ok(printed.toLowerCase().includes(secret.toLowerCase()), printed);
  }
  const codes = sorted.filter(({ severity }) => severity === "error").map(({ code }) => code);
  assert.is(federation === undefined, codes.length > 0);
  return codes.sort();
}

const inputs = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .sort();

for (const name of inputs) {
  const text = readFileSync(join(folder, name), "utf8");
  const [first = ""] = text.split("\n", 1);
  const expected = [...first.matchAll(/FED\d{3}/g)].map(([code]) => code);
  hostile(name, () => {
    assert.match(first, /^# finds: (?:nothing|FED\d{3}(?:, FED\d{3})*)$/);
    assert.equal(errorsIn(text), expected.sort());
  });
}

hostile("every input but two is refused: those are what the others are made of, without what is hostile", () => {
  const harmless = inputs.filter((name) => readFileSync(join(folder, name), "utf8").startsWith("# finds: nothing\n"));
  assert.equal(harmless, ["harmless-gateways.yaml", "harmless-workloads.yaml"]);
  assert.ok(inputs.length > 200);
});

const base = readFileSync(join(folder, "harmless-gateways.yaml"), "utf8");
const grant = "cluster1: { methods: [GET] }";
const mib = 1024 * 1024;

/** A harmless input with one text in the place of another, which it must have. */
function changed(from: string, to: string): string {
  assert.ok(base.includes(from), `there is no ${from}`);
  return base.replace(from, () => to);
}

const described = (text: string) => changed("protocol: http", `protocol: http\n    description: ${text}`);
const times = (piece: string) => piece.repeat(Math.floor(mib / piece.length));
const long = (piece: string) => piece.repeat(Math.floor((32 * 1024) / piece.length));
const numbered = (line: (i: number) => string) => Array.from({ length: 2000 }, (_, i) => line(i)).join("");

/** Where the bytes matter, or there are too many of them for a file; with each the one code that all its errors have. */
const generated: readonly { readonly name: string; readonly code: string; readonly text: string }[] = [
  { name: "no byte at all", code: "FED109", text: "" },
  { name: "a NUL in a name", code: "FED103", text: changed("name: bookinfo", "name: book\0info") },
  { name: "a NUL at the end", code: "FED103", text: `${base}\0` },
  { name: "a byte order mark in the middle", code: "FED103", text: changed("services:", "\ufeffservices:") },
  { name: "UTF-16 with a byte order mark, read as UTF-8", code: "FED103", text: Buffer.from(`\ufeff${base}`, "utf16le").toString("utf8") },
  {
    name: "a byte that is no UTF-8, in a name",
    code: "FED115",
    text: Buffer.from(changed("name: bookinfo", "name: book\u00e4info"), "latin1").toString("utf8"),
  },
  { name: "a text cut off within its last word, without a line break", code: "FED107", text: base.trimEnd().slice(0, -3) },
  { name: "a text cut off within the grant", code: "FED107", text: base.slice(0, base.indexOf(grant) + 20) },
  { name: "1 MiB of description", code: "FED101", text: described("x".repeat(mib)) },
  { name: "1 MiB of description in lines", code: "FED101", text: described(`|\n${times("      ---\n")}`) },
  { name: "1 MiB of one key", code: "FED101", text: `${"k".repeat(mib)}: a\n${base}` },
  { name: "1 MiB of one key in quotes", code: "FED101", text: `"${"k".repeat(mib)}": a\n${base}` },
  { name: "1 MiB of one item as a caller", code: "FED101", text: changed("default/productpage", `default/${"a-".repeat(mib / 2)}a`) },
  { name: "1 MiB of brackets", code: "FED104", text: `a: ${"[".repeat(mib)}` },
  { name: "1 MiB of dashes", code: "FED104", text: times("- ") },
  { name: "1 MiB of one text over many lines", code: "FED101", text: `${base}${times("a\n")}` },
  { name: "1 MiB of forbidden characters", code: "FED103", text: base + times("\u200b") },
  { name: "a long description", code: "FED115", text: described(long("x")) },
  { name: "a long description in lines", code: "FED115", text: described(`|\n${long("      ---\n")}`) },
  {
    name: "a long regular expression",
    code: "FED115",
    text: changed(
      "callers: [",
      `routes: [{ match: { path: { regex: '${long("(a+)+")}' } }, to: [{ cluster: cluster2 }] }]\n        callers: [`,
    ),
  },
  { name: "a long name", code: "FED115", text: changed("name: bookinfo", `name: ${long("n")}`) },
  { name: "a long caller", code: "FED115", text: changed("default/productpage", `default/${long("a-")}a`) },
  { name: "one key, time after time", code: "FED108", text: `${long("a: b\n")}${base}` },
  {
    name: "one caller, time after time",
    code: "FED116",
    text: changed("[default/productpage]", `[${long("default/productpage, ")}default/productpage]`),
  },
  { name: "unknown fields without an end", code: "FED112", text: numbered((i) => `field-${i}: a\n`) + base },
  { name: "services without a protocol", code: "FED113", text: base + numbered((i) => `  service-${i}: { description: a }\n`) },
  {
    name: "unknown clusters without an end",
    code: "FED301",
    text: changed(grant, grant + numbered((i) => `\n          stranger-${i}: { methods: any }`)),
  },
  { name: "9 MiB", code: "FED101", text: `${base}#${" ".repeat(9 * mib)}\n` },
];

for (const { name, code, text } of generated)
  hostile(`${name} is refused with ${code} only`, () => assert.equal([...new Set(errorsIn(text))], [code]));

const word = "PRIVATE";
const key = `-----BEGIN EC ${word} KEY-----\n${mark}${mark}\n-----END EC ${word} KEY-----\n`;
const indented = (text: string) => `|\n${text.trimEnd().replaceAll(/^/gm, "          ")}\n`;
const rooted = (pem: string) => changed("- { file: root-chain/trust/good.pem }", `- pem: ${pem}`);
const certificate = textOf("root-chain/trust/good.pem");

const kept: readonly { readonly name: string; readonly text: string; readonly files?: Readonly<Record<string, string>> }[] = [
  { name: "a private key as a root", text: rooted(indented(key)) },
  { name: "a private key behind a root", text: rooted(indented(certificate + key)) },
  { name: "a private key before a root, in one line", text: rooted(JSON.stringify(key + certificate)) },
  {
    name: "a private key whose every character is an escape",
    text: rooted(`"${[...key].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"`),
  },
  { name: "a private key in base64", text: described(base64(key)) },
  { name: "a private key in a comment", text: `${base}${key.replaceAll(/^(?=.)/gm, "# ")}` },
  { name: "a private key in a file of a root", text: base, files: { "root-chain/trust/good.pem": certificate + key } },
  { name: "a private key for a file of a root", text: base, files: { "root-chain/trust/good.pem": key } },
  { name: "a GitHub token", text: changed("name: federation-ca", `name: ghp_${mark.repeat(4)}`) },
  { name: "a fine-grained token as a key", text: changed("services:", `services:\n  github_pat_${mark.repeat(4)}: {}`) },
  {
    name: "a web token in an annotation",
    text: changed("[192.0.2.20]", `[192.0.2.20], service: { annotations: { a: eyJ${mark}.eyJ${mark}.${mark} } }`),
  },
  { name: "an age key", text: described(`AGE-SECRET-KEY-1${mark.toUpperCase()}`) },
  {
    name: "an age file in a file of a root",
    text: base,
    files: { "root-chain/trust/good.pem": `-----BEGIN AGE ENCRYPTED FILE-----\n${base64(mark)}\n` },
  },
  {
    name: "a sops file in the place of a root",
    text: base,
    files: { "root-chain/trust/good.pem": `pem: ENC[AES256_GCM,data:${mark},type:str]\n` },
  },
  { name: "a sealed secret", text: described(`AgBy${mark.repeat(40)}`) },
  { name: "a PGP message", text: rooted(indented(`-----BEGIN PGP MESSAGE-----\n${mark}\n`)) },
  { name: "a password beside a mistake of YAML", text: changed("name: bookinfo", `name: [https://me:${mark}@example.com`) },
];

for (const { name, text, files = {} } of kept)
  hostile(`${name} is found, and not repeated`, () => {
    const reader: ReadFile = (path) => (Object.hasOwn(files, path) ? { text: files[path] ?? "" } : samples(path));
    assert.equal([...new Set(errorsIn(text, reader))], ["FED102"]);
  });

function textOf(path: string): string {
  const read = samples(path);
  if (!("text" in read)) throw new Error(`${path} cannot be read`);
  return read.text;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

hostile.run();
