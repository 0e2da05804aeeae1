import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { plain } from "../compiler/findings/formats/style.ts";
import { findingsAsText } from "../compiler/findings/formats/text.ts";
import { Source } from "../compiler/findings/source.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { example, fedc, inFolder } from "./support/fedc.ts";
import { sampleTime } from "./support/samples.ts";

const hostile = suite("hostile and hurried input");
const exampleText = readFileSync(example, "utf8");

/** The example with one text in the place of another, which it must have. */
function changed(from: string, to: string): string {
  assert.ok(exampleText.includes(from), `the example has no ${from}`);
  return exampleText.replace(from, () => to);
}

const described = (text: string) => changed("protocol: http", `description: "${text}"\n    protocol: http`);
const nested = (depth: number) => Array.from({ length: depth }, (_, i) => `${" ".repeat(i)}a:\n`).join("");

/** What is refused, with all the errors that it gets and no other. */
const refused: readonly { readonly name: string; readonly text: string; readonly codes: readonly string[] }[] = [
  { name: "an empty file", text: "", codes: ["FED109"] },
  { name: "nothing but comments", text: "# a\n# b\n", codes: ["FED109"] },
  { name: "only the beginning of a document", text: "---\n", codes: ["FED109"] },
  { name: "a list", text: "- a\n- b\n", codes: ["FED109"] },
  { name: "a second document", text: `${exampleText}---\na: 1\n`, codes: ["FED105"] },
  { name: "the end of the document", text: `${exampleText}...\n`, codes: ["FED105"] },
  { name: "a directive that turns YAML 1.1 on", text: `%YAML 1.1\n---\n${exampleText}`, codes: ["FED105"] },
  { name: "a second byte order mark", text: `\ufeff\ufeff${exampleText}`, codes: ["FED103"] },
  { name: "a terminal's escape in a comment", text: changed("kind: Federation", "kind: Federation # \u001b[2J"), codes: ["FED103"] },
  { name: "text that shows from right to left", text: changed("kind: Federation", "kind: Federation # \u202e"), codes: ["FED103"] },
  { name: "a line separator", text: changed("kind: Federation", "kind: Federation\u2028"), codes: ["FED103"] },
  { name: "a NUL that an escape writes", text: described("a\\0b"), codes: ["FED103"] },
  { name: "half of a character that an escape writes", text: described("a\\ud800b"), codes: ["FED103"] },
  { name: "a no-break space in the indentation", text: changed("  name: bookinfo", " \u00a0name: bookinfo"), codes: ["FED103"] },
  { name: "a text without width inside a name", text: changed("name: bookinfo", "name: book\u200binfo"), codes: ["FED103"] },
  { name: "a text in UTF-16", text: [...exampleText].map((character) => `\0${character}`).join(""), codes: ["FED103"] },
  { name: "line ends of old Macintoshes", text: exampleText.replaceAll("\n", "\r"), codes: ["FED103"] },
  { name: "an octal port", text: changed("port: 15443", "port: 01544"), codes: ["FED111"] },
  { name: "an empty mapping as an address", text: changed("[192.0.2.20]", "[{}]"), codes: ["FED111"] },
  { name: "every method by a name that is none", text: changed("methods: [GET]", "methods: [ANY]"), codes: ["FED115"] },
  { name: "a tab in the indentation", text: changed("  name: bookinfo", "\tname: bookinfo"), codes: ["FED106"] },
  { name: "an alias", text: changed("name: bookinfo", "name: *a"), codes: ["FED105"] },
  { name: "a tag that makes bytes", text: changed("name: bookinfo", "name: !!binary aGVsbG8="), codes: ["FED105"] },
  { name: "a merge key", text: changed("metadata:\n", "metadata:\n  <<: { name: x }\n"), codes: ["FED105"] },
  { name: "brackets without an end", text: `a: ${"[".repeat(5000)}`, codes: ["FED104"] },
  { name: "blocks without an end", text: nested(3000), codes: ["FED104"] },
  { name: "dashes without an end", text: `${"- ".repeat(5000)}a\n`, codes: ["FED104"] },
  { name: "one key in two spellings", text: changed("kind: Federation", 'kind: Federation\n"k\\x69nd": Federation'), codes: ["FED108"] },
  { name: "a number and a text as one key", text: changed("subset: { version: v3 }", 'subset: { 1: a, "1": b }'), codes: ["FED108"] },
  { name: "a key that is the prototype", text: changed("  cluster1:\n", "  __proto__:\n"), codes: ["FED115"] },
  { name: "a field that every object inherits", text: changed("kind: Federation", "kind: Federation\nconstructor: x"), codes: ["FED112"] },
  { name: "a label that is the prototype", text: changed("subset: { version: v3 }", "subset: { __proto__: v3 }"), codes: ["FED115"] },
  { name: "a template's expression", text: changed("hostname: c1.example.com", "hostname: {{ .Values.host }}"), codes: ["FED110"] },
  { name: "a shell's variable", text: changed("hostname: c1.example.com", `hostname: \${HOST}`), codes: ["FED115"] },
  {
    name: "lines where one is meant",
    text: changed("protocol: http", 'owner: "a\\n---\\nkind: Secret"\n    protocol: http'),
    codes: ["FED115"],
  },
  {
    name: "a list of named services",
    text: "apiVersion: fedc.dev/v1alpha1\nservices:\n  - name: a\n  b:\n    protocol: http\n",
    codes: ["FED107"],
  },
  {
    name: "allow as a list of clusters",
    text: changed("allow:\n          cluster1: { methods: [GET] }", "allow: [cluster1]"),
    codes: ["FED111"],
  },
  { name: "every cluster at once", text: changed("cluster1: { methods: [GET] }", '"*": { methods: [GET] }'), codes: ["FED115"] },
  { name: "every method by a star", text: changed("methods: [GET]", 'methods: ["*"]'), codes: ["FED115"] },
  { name: "no method", text: changed("methods: [GET]", "methods: []"), codes: ["FED116"] },
  { name: "a path that leaves its prefix", text: changed("paths: [/ratings/*]", 'paths: ["/ratings/%2e%2e/*"]'), codes: ["FED115"] },
  { name: "callers of every namespace by a star", text: changed("[default/bookinfo-reviews]", '["*/*"]'), codes: ["FED115"] },
  { name: "a port in quotes", text: changed("port: 9080", 'port: "9080"'), codes: ["FED111"] },
  { name: "a port beyond the last", text: changed("port: 9080", "port: 65536"), codes: ["FED115"] },
  { name: "an IPv4 loopback address written as IPv6", text: changed("[192.0.2.20]", '["::ffff:7f00:1"]'), codes: ["FED320"] },
  { name: "an address as a mapping", text: changed("[192.0.2.20]", "[{ ip: 192.0.2.20 }]"), codes: ["FED111"] },
  { name: "an address given twice", text: changed("[192.0.2.20]", "[192.0.2.20, 192.0.2.20]"), codes: ["FED116"] },
  {
    name: "the cluster domain as a hostname",
    text: changed("hostname: c1.example.com", "hostname: a.svc.cluster.local"),
    codes: ["FED321"],
  },
  { name: "a hostname longer than any", text: changed("hostname: c1.example.com", `hostname: ${"a.".repeat(80)}b`), codes: ["FED115"] },
  { name: "the Kubernetes API as a local name", text: changed("as: ratings.default", "as: kubernetes.default"), codes: ["FED312"] },
  { name: "a password in a repository's address", text: changed("https://github.com", "https://u:p@github.com"), codes: ["FED102"] },
  {
    name: "a repository that is a command",
    text: changed("https://github.com/example/cluster1-gitops", '"ext::sh -c id"'),
    codes: ["FED115"],
  },
  { name: "a folder of git's own", text: changed("path: federation", "path: git~1/hooks"), codes: ["FED327"] },
  { name: "a path out of the repository", text: changed("path: federation", "path: a/../.."), codes: ["FED115"] },
  { name: "a branch that is an option", text: changed("delivery: commit", "delivery: commit\n      branch: --force"), codes: ["FED115"] },
  { name: "a group of itself", text: changed("\nservices:\n", "\ngroups:\n  g: [g]\nservices:\n"), codes: ["FED372"] },
  {
    name: "a group called like a cluster",
    text: changed("\nservices:\n", "\ngroups:\n  cluster1: [cluster2]\nservices:\n"),
    codes: ["FED304"],
  },
  {
    name: "a web token",
    text: described("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlc2lnbmF0dXJl"),
    codes: ["FED102"],
  },
];

for (const { name, text, codes } of refused) {
  hostile(`${name} is refused with ${codes.join(", ")}, and nothing is built`, () => {
    const { findings, built } = compiled(text);
    const errors = findings.sorted().filter(({ severity }) => severity === "error");
    assert.equal([errors.map(({ code }) => code), built], [codes, undefined]);
    const reported = findingsAsText(findings.sorted(), plain);
    assert.not.match(reported, /(?!\n)[\p{Cc}\u2028\u202e]/u);
    for (const secret of ["u:p@", "eyJhbGciOi"]) assert.not.match(reported, secret);
  });
}

const legal: readonly (readonly [name: string, text: string])[] = [
  ["Windows' line ends", exampleText.replaceAll("\n", "\r\n")],
  ["a byte order mark", `\ufeff${exampleText}`],
  ["the beginning of the document", `---\n${exampleText}`],
  ["names of forty characters", exampleText.replaceAll("cluster1", "c".repeat(40))],
  ["names that other readers take for numbers", changed("name: bookinfo", 'name: "0x10"')],
  ["names that other readers take for a truth value", changed("as: ratings.default", "as: y.no")],
  ["a consumer with an inherited name", exampleText.replaceAll("cluster1", "constructor")],
  ["labels with inherited names", changed("{ version: v3 }", "{ constructor: a, hasOwnProperty: b }")],
  ["a header that is the prototype", changed("end-user:", "__proto__:")],
  ["any text in a description", described("# {{x}} {{> y}} ---\\n\\n## h\\n<b> $(id) `id` '")],
];

for (const [name, text] of legal) {
  hostile(`${name} is no mistake`, () => {
    const { findings, built } = compiled(text);
    assert.equal([findings.hasErrors, built?.overlays.length], [false, 2]);
  });
}

hostile("a text that goes into the overlay stays one text there", () => {
  const text = 'a\\n---\\nkind: Injected {{x}} # \\"';
  const { built } = compiled(changed("        port: 15443\n", `        service: { annotations: { note: "${text}" } }\n`));
  const files = new Map(built?.overlays.flatMap(({ cluster, files }) => [...files].map(([path, file]) => [`${cluster}/${path}`, file])));
  assert.match(files.get("cluster2/generated/gateways.yaml") ?? "", `note: "${text}"\n`);
  for (const [path, file] of files) assert.not.match(file, /^kind: Injected/m, path);
});

hostile("refused input leaves every folder as it was", () => {
  inFolder((folder) => {
    const entries = () => readdirSync(folder, { recursive: true }).map(String).sort();
    assert.is(fedc(["build", example], { cwd: folder }).status, 0);
    const before = entries();
    for (const { name, text } of refused.filter((_, i) => i % 8 === 0)) {
      const { status, stdout, stderr } = fedc(["build", "-"], { cwd: folder, input: text });
      assert.equal([status, stdout], [1, ""], name);
      assert.match(stderr, /^error\[FED\d+\]: /, name);
      assert.not.match(stderr, /\n\s+at /, name);
      assert.equal(entries(), before, name);
    }
  });
});

hostile("what lies in the way is never written through, and never taken away", () => {
  const ways: readonly (readonly [lay: (out: string) => void, told: RegExp])[] = [
    [(out) => symlinkSync("..", join(out, "cluster1")), /`out\/cluster1` is a symbolic link/],
    [(out) => writeFileSync(join(out, "cluster1"), "mine\n"), /`out\/cluster1` is not a folder/],
    [(out) => symlinkSync("/nowhere", join(out, ".fedc-stage")), /`out\/\.fedc-stage` is not a folder/],
    [(out) => foreignLock(out, '{"format":1,"federation":"other","cluster":"cluster1","files":{}}'), /belongs to the federation `other`/],
    [(out) => foreignLock(out, '{"format":99}'), /written by a newer fedc/],
    [(out) => foreignLock(out, "[".repeat(100_000)), /is damaged/],
    [(out) => foreignLock(out, lockOf("generated/../../../federation.yaml")), /is damaged/],
    [(out) => foreignLock(out, lockOf("/etc/passwd")), /is damaged/],
  ];
  for (const [lay, reported] of ways) {
    inFolder((folder) => {
      mkdirSync(join(folder, "out"));
      lay(join(folder, "out"));
      const before = readdirSync(folder, { recursive: true });
      const { status, stdout, stderr } = fedc(["build", example], { cwd: folder });
      assert.equal([status, stdout], [1, ""]);
      assert.match(stderr, reported);
      assert.equal(readdirSync(folder, { recursive: true }), before);
    });
  }
});

function compiled(text: string) {
  return compileWhole(new Source("federation.yaml", text), { readFile: () => ({ problem: "there is no such file" }), now: sampleTime });
}

function foreignLock(out: string, text: string): void {
  mkdirSync(join(out, "cluster1/generated"), { recursive: true });
  writeFileSync(join(out, "cluster1/generated/inventory.json"), text);
}

function lockOf(path: string): string {
  return JSON.stringify({ format: 1, federation: "bookinfo", cluster: "cluster1", files: { [path]: `sha256:${"0".repeat(64)}` } });
}

hostile.run();
