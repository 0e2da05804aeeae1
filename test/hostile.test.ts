import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../compiler/compile.ts";
import { plain } from "../compiler/findings/formats/style.ts";
import { findingsAsText } from "../compiler/findings/formats/text.ts";
import { Source } from "../compiler/findings/source.ts";
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
const refused: readonly (readonly [name: string, text: string, ...codes: string[]])[] = [
  ["an empty file", "", "FED109"],
  ["nothing but comments", "# a\n# b\n", "FED109"],
  ["only the beginning of a document", "---\n", "FED109"],
  ["a list", "- a\n- b\n", "FED109"],
  ["a second document", `${exampleText}---\na: 1\n`, "FED105"],
  ["the end of the document", `${exampleText}...\n`, "FED105"],
  ["a directive that turns YAML 1.1 on", `%YAML 1.1\n---\n${exampleText}`, "FED105"],
  ["a second byte order mark", `\ufeff\ufeff${exampleText}`, "FED103"],
  ["a terminal's escape in a comment", changed("kind: Federation", "kind: Federation # \u001b[2J"), "FED103"],
  ["text that shows from right to left", changed("kind: Federation", "kind: Federation # \u202e"), "FED103"],
  ["a line separator", changed("kind: Federation", "kind: Federation\u2028"), "FED103"],
  ["a NUL that an escape writes", described("a\\0b"), "FED103"],
  ["half of a character that an escape writes", described("a\\ud800b"), "FED103"],
  ["a no-break space in the indentation", changed("  name: bookinfo", " \u00a0name: bookinfo"), "FED103"],
  ["a text without width inside a name", changed("name: bookinfo", "name: book\u200binfo"), "FED103"],
  ["a text in UTF-16", [...exampleText].map((character) => `\0${character}`).join(""), "FED103"],
  ["line ends of old Macintoshes", exampleText.replaceAll("\n", "\r"), "FED103"],
  ["an octal port", changed("port: 15443", "port: 01544"), "FED111"],
  ["an empty mapping as an address", changed("[192.0.2.20]", "[{}]"), "FED111"],
  ["every method by a name that is none", changed("methods: [GET]", "methods: [ANY]"), "FED115"],
  ["a tab in the indentation", changed("  name: bookinfo", "\tname: bookinfo"), "FED106"],
  ["an alias", changed("name: bookinfo", "name: *a"), "FED105"],
  ["a tag that makes bytes", changed("name: bookinfo", "name: !!binary aGVsbG8="), "FED105"],
  ["a merge key", changed("metadata:\n", "metadata:\n  <<: { name: x }\n"), "FED105"],
  ["brackets without an end", `a: ${"[".repeat(5000)}`, "FED104"],
  ["blocks without an end", nested(3000), "FED104"],
  ["dashes without an end", `${"- ".repeat(5000)}a\n`, "FED104"],
  ["one key in two spellings", changed("kind: Federation", 'kind: Federation\n"k\\x69nd": Federation'), "FED108"],
  ["a number and a text as one key", changed("subset: { version: v3 }", 'subset: { 1: a, "1": b }'), "FED108"],
  ["a key that is the prototype", changed("  cluster1:\n", "  __proto__:\n"), "FED115"],
  ["a field that every object inherits", changed("kind: Federation", "kind: Federation\nconstructor: x"), "FED112"],
  ["a label that is the prototype", changed("subset: { version: v3 }", "subset: { __proto__: v3 }"), "FED115"],
  ["a template's expression", changed("hostname: c1.example.com", "hostname: {{ .Values.host }}"), "FED110"],
  ["a shell's variable", changed("hostname: c1.example.com", `hostname: \${HOST}`), "FED115"],
  ["lines where one is meant", changed("protocol: http", 'owner: "a\\n---\\nkind: Secret"\n    protocol: http'), "FED115"],
  ["a list of named services", "apiVersion: fedc.dev/v1alpha1\nservices:\n  - name: a\n  b:\n    protocol: http\n", "FED107"],
  ["allow as a list of clusters", changed("allow:\n          cluster1: { methods: [GET] }", "allow: [cluster1]"), "FED111"],
  ["every cluster at once", changed("cluster1: { methods: [GET] }", '"*": { methods: [GET] }'), "FED115"],
  ["every method by a star", changed("methods: [GET]", 'methods: ["*"]'), "FED115"],
  ["no method", changed("methods: [GET]", "methods: []"), "FED116"],
  ["a path that leaves its prefix", changed("paths: [/ratings/*]", 'paths: ["/ratings/%2e%2e/*"]'), "FED115"],
  ["callers of every namespace by a star", changed("[default/bookinfo-reviews]", '["*/*"]'), "FED115"],
  ["a port in quotes", changed("port: 9080", 'port: "9080"'), "FED111"],
  ["a port beyond the last", changed("port: 9080", "port: 65536"), "FED115"],
  ["an IPv4 loopback address written as IPv6", changed("[192.0.2.20]", '["::ffff:7f00:1"]'), "FED320"],
  ["an address as a mapping", changed("[192.0.2.20]", "[{ ip: 192.0.2.20 }]"), "FED111"],
  ["an address given twice", changed("[192.0.2.20]", "[192.0.2.20, 192.0.2.20]"), "FED116"],
  ["the cluster domain as a hostname", changed("hostname: c1.example.com", "hostname: a.svc.cluster.local"), "FED321"],
  ["a hostname longer than any", changed("hostname: c1.example.com", `hostname: ${"a.".repeat(80)}b`), "FED115"],
  ["the Kubernetes API as a local name", changed("as: ratings.default", "as: kubernetes.default"), "FED312"],
  ["a password in a repository's address", changed("https://github.com", "https://u:p@github.com"), "FED102"],
  ["a repository that is a command", changed("https://github.com/example/cluster1-gitops", '"ext::sh -c id"'), "FED115"],
  ["a folder of git's own", changed("path: federation", "path: git~1/hooks"), "FED327"],
  ["a path out of the repository", changed("path: federation", "path: a/../.."), "FED115"],
  ["a branch that is an option", changed("delivery: commit", "delivery: commit\n      branch: --force"), "FED115"],
  ["a group of groups", changed("\nservices:\n", "\ngroups:\n  g: [g]\nservices:\n"), "FED301"],
  ["a group called like a cluster", changed("\nservices:\n", "\ngroups:\n  cluster1: [cluster2]\nservices:\n"), "FED304"],
  ["a web token", described("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlc2lnbmF0dXJl"), "FED102"],
];

for (const [name, text, ...codes] of refused) {
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
    for (const [name, text] of refused.filter((_, i) => i % 8 === 0)) {
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
  return compile(new Source("federation.yaml", text), { readFile: () => ({ problem: "there is no such file" }), now: sampleTime });
}

function foreignLock(out: string, text: string): void {
  mkdirSync(join(out, "cluster1/generated"), { recursive: true });
  writeFileSync(join(out, "cluster1/generated/inventory.json"), text);
}

function lockOf(path: string): string {
  return JSON.stringify({ format: 1, federation: "bookinfo", cluster: "cluster1", files: { [path]: `sha256:${"0".repeat(64)}` } });
}

hostile.run();
