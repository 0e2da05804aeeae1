import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { insertEntry } from "../compiler/edit/insert-entry.ts";
import { OneLine, type Writable } from "../compiler/edit/written-entry.ts";
import { example } from "./support/fedc.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const editing = suite("entries put into federation.yaml");
const head = "apiVersion: fedc.dev/v1alpha1\nkind: Federation\n";

/** The text with a bar where something came in, and what came in. */
function added(text: string, path: readonly string[], value: Writable): string {
  const edited = insertEntry(text, path, value) ?? "";
  let start = 0;
  while (start < text.length && text[start] === edited[start]) start++;
  const rest = text.length - start;
  assert.is(edited.slice(edited.length - rest), text.slice(start), "all else stays");
  return edited;
}

editing("in block layout an entry comes behind the last, at its depth, and only lines are added", () => {
  const text = readFileSync(example, "utf8");
  const edited = added(text, ["services", "ratings", "expose", "cluster2", "allow", "other"], new OneLine({ methods: ["GET"] }));
  assert.is(edited, text.replace(/( {10}cluster1: \{ methods: \[GET\], paths: .*\n)/, "$1          other: { methods: [GET] }\n"));
  const service = added(text, ["services", "details"], {
    protocol: "http",
    expose: { cluster2: { service: "details.bookinfo", port: 9080 } },
  });
  assert.is(
    service,
    text.replace(
      /(\n {8}callers: \[default\/bookinfo-reviews\]\n)/,
      "$1\n  details:\n    protocol: http\n    expose:\n      cluster2:\n        service: details.bookinfo\n        port: 9080\n",
    ),
  );
});

const layouts: readonly { readonly what: string; readonly before: string; readonly after: string }[] = [
  { what: "nothing there, on one line", before: "services: {}\n", after: "services:\n  s:\n    protocol: tcp\n" },
  {
    what: "nothing there, with a comment",
    before: "services: {}   # none yet\n# end\n",
    after: "services:   # none yet\n  s:\n    protocol: tcp\n# end\n",
  },
  { what: "nothing there, at the end of the text", before: "services: {}", after: "services:\n  s:\n    protocol: tcp" },
  { what: "nothing there, braces below", before: "services:\n  {}\nend: x\n", after: "services:\n  s:\n    protocol: tcp\nend: x\n" },
  {
    what: "nothing there, a comment in the braces",
    before: "services: {\n  # none\n}\n",
    after: "services: { s: { protocol: tcp } \n  # none\n}\n",
  },
  {
    what: "one line",
    before: "services: { a: { protocol: http } } # x\n",
    after: "services: { a: { protocol: http }, s: { protocol: tcp } } # x\n",
  },
  {
    what: "one line without spaces",
    before: "services: {a: {protocol: http}}\n",
    after: "services: {a: {protocol: http}, s: { protocol: tcp }}\n",
  },
  {
    what: "a comma at the end",
    before: "services: { a: { protocol: http }, }\n",
    after: "services: { a: { protocol: http }, s: { protocol: tcp }, }\n",
  },
  {
    what: "braces over several lines",
    before: "services: {\n    a: { protocol: http }, # first\n    b: { protocol: http } # last\n}\n",
    after: "services: {\n    a: { protocol: http }, # first\n    b: { protocol: http },\n    s: { protocol: tcp } # last\n}\n",
  },
  {
    what: "an indentation of four",
    before: "metadata:\n    name: x\nservices:\n    a:\n        protocol: http\n",
    after: "metadata:\n    name: x\nservices:\n    a:\n        protocol: http\n    s:\n        protocol: tcp\n",
  },
  {
    what: "Windows' line ends",
    before: "services:\r\n  a:\r\n    protocol: http\r\n\r\nend: x\r\n",
    after: "services:\r\n  a:\r\n    protocol: http\r\n  s:\r\n    protocol: tcp\r\n\r\nend: x\r\n",
  },
  {
    what: "comments with tabs, of the last entry and of what follows",
    before: "services:\n  a:\n    protocol: http\t# a\tb\n    # of a\n\n      #\tof a too\n  # of services\n\n# the end\n",
    after:
      "services:\n  a:\n    protocol: http\t# a\tb\n    # of a\n\n      #\tof a too\n  s:\n    protocol: tcp\n  # of services\n\n# the end\n",
  },
  {
    what: "blank lines between entries",
    before: "services:\n  a:\n    protocol: http\n\n  b:\n    protocol: http\nend: x\n",
    after: "services:\n  a:\n    protocol: http\n\n  b:\n    protocol: http\n\n  s:\n    protocol: tcp\nend: x\n",
  },
  {
    what: "a block of text at the end, with blank lines that are not its own",
    before: "services:\n  a:\n    description: |\n      one\n      # two\n\nend: x\n",
    after: "services:\n  a:\n    description: |\n      one\n      # two\n  s:\n    protocol: tcp\n\nend: x\n",
  },
  {
    what: "a block of text at the end, with blank lines of its own",
    before: "services:\n  a:\n    description: |+\n      one\n\nend: x\n",
    after: "services:\n  a:\n    description: |+\n      one\n\n  s:\n    protocol: tcp\nend: x\n",
  },
  {
    what: "keys in quotes",
    before: "'services':\n  \"a\":\n    protocol: 'http'\n",
    after: "'services':\n  \"a\":\n    protocol: 'http'\n  s:\n    protocol: tcp\n",
  },
];

for (const { what, before, after } of layouts)
  editing(`the layout stays: ${what}`, () => {
    assert.is(insertEntry(head + before, ["services", "s"], { protocol: "tcp" }), head + after);
  });

editing("who offers stands before who uses, and comments stay with what they are about", () => {
  const text = "services:\n  a:\n    protocol: http\n    # who uses it\n    consume: { x: { port: 1 } }\n    owner: me\n";
  assert.is(
    added(text, ["services", "a", "expose", "b"], { port: 1 }),
    text.replace("    # who", "    expose:\n      b:\n        port: 1\n    # who"),
  );
});

editing("clusters are put where they sort, fields of an exposure are not", () => {
  const text =
    "services:\n  a:\n    protocol: http\n    expose:\n      b:\n        service: x.y\n        port: 1\n      d: { service: x.y, allow: { a: any, f: any } }\n";
  const put = (path: readonly string[], value: Writable) => added(text, ["services", "a", ...path], value);
  assert.is(put(["expose", "c"], new OneLine({ port: 1 })), text.replace("      d:", "      c: { port: 1 }\n      d:"));
  assert.is(
    put(["expose", "b", "allow", "e"], "any"),
    text.replace("        port: 1\n", "        port: 1\n        allow:\n          e: any\n"),
  );
  assert.is(put(["expose", "d", "allow", "e"], "any"), text.replace("f: any", "e: any, f: any"));
});

editing("two who add a service each do not meet in one line", () => {
  const text = "services:\n  b:\n    protocol: http\n  d:\n    protocol: http\n  f:\n    protocol: http\n";
  const [one = "", other = ""] = ["c", "e"].map((name) => insertEntry(head + text, ["services", name], { protocol: "tcp" }));
  const folder = temporaryFolder();
  for (const [name, content] of [
    ["base", head + text],
    ["one", one],
    ["other", other],
  ] as const)
    writeFileSync(join(folder, name), content);
  const merged = execFileSync("git", ["merge-file", "-p", "one", "base", "other"], { cwd: folder, encoding: "utf8" });
  assert.is(merged, insertEntry(one, ["services", "e"], { protocol: "tcp" }));
});

editing("a list gets an item, as its items are", () => {
  const item = { as: "b.c", callers: ["d/e"] };
  const put = (list: string) => added(`consume:\n  x:${list}end: x\n`, ["consume", "x"], item);
  assert.is(
    put("\n    - as: a.b\n      port: 1\n"),
    "consume:\n  x:\n    - as: a.b\n      port: 1\n    - as: b.c\n      callers: [d/e]\nend: x\n",
  );
  assert.is(put(" [{ as: a.b }, { as: c.d }]\n"), "consume:\n  x: [{ as: a.b }, { as: b.c, callers: [d/e] }, { as: c.d }]\nend: x\n");
  assert.is(
    put("\n    -   as: c.b\n        port: 1\n"),
    "consume:\n  x:\n    - as: b.c\n      callers: [d/e]\n    -   as: c.b\n        port: 1\nend: x\n",
  );
  assert.is(put("\n  - { as: a.b }\n"), "consume:\n  x:\n  - { as: a.b }\n  - { as: b.c, callers: [d/e] }\nend: x\n");
  assert.is(put(" [{ as: a.b }]\n"), "consume:\n  x: [{ as: a.b }, { as: b.c, callers: [d/e] }]\nend: x\n");
});

editing("what another reader would take for something else is quoted", () => {
  const words = [
    "yes",
    "on",
    "0x1",
    "1.10",
    "1e3",
    "~",
    "*a",
    "a: b",
    "a #b",
    "- a",
    "{a}",
    "a, b",
    "<<",
    "!x",
    "=",
    ".",
    '"',
    "a\nb",
    "null",
    "__proto__",
  ];
  for (const word of [...words, ""]) {
    const [key, value] = [word || "empty", { list: [word], text: word, port: 80 }];
    const edited = added(head, ["services", key], value);
    for (const version of ["1.1", "1.2"] as const)
      assert.equal((parse(edited, { version }) as { services: object }).services, Object.fromEntries([[key, value]]));
  }
  assert.match(
    added(head, ["x"], { paths: ["/a/*", "ns/*"], reason: "waits for b to use it" }),
    "paths: [/a/*, ns/*]\n  reason: waits for b to use it\n",
  );
});

editing("where something else stands already nothing is put in", () => {
  for (const [text, path] of [
    ["services:\n  a: 1\n", ["services", "a"]],
    ["services:\n  a: 1\n", ["services", "a", "b"]],
    ["services:\n", ["services", "a"]],
    ["services:\n  a: {}\n", ["services", "a"]],
    ["services: [1]\n", ["services", "a", "b"]],
  ] as const)
    assert.is(insertEntry(text, path, 1), undefined, text);
});

editing.run();
