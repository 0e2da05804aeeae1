import { suite } from "uvu";
import * as assert from "uvu/assert";
import { addAwaits } from "../compiler/edit/add-awaits.ts";
import { removeEntry } from "../compiler/edit/remove-entry.ts";
import { withEdits } from "../compiler/edit/text-edit.ts";

const editing = suite("entries taken out of federation.yaml");

const layouts: readonly { readonly what: string; readonly before: string; readonly after: string | undefined }[] = [
  { what: "on one line, the first", before: "services: { a: 1, b: 2 } # x\n", after: "services: { b: 2 } # x\n" },
  { what: "on one line, the last", before: "services: {b: 2, a: 1}\n", after: "services: {b: 2}\n" },
  { what: "on one line, the only one", before: "services: { a: { b: 1 } }   # x\n", after: "services: {}   # x\n" },
  {
    what: "braces over several lines, the last",
    before: "services: {\n  b: 1, # of b\n  # of a\n  a: 2 # of a too\n}\n",
    after: "services: {\n  b: 1 # of b\n}\n",
  },
  {
    what: "braces over several lines, the first",
    before: "services: {\n  a: 1, # of a\n  b: 2 # of b\n}\n",
    after: "services: {\n  b: 2 # of b\n}\n",
  },
  {
    what: "comments of others",
    before: "services:\n  b: 1\n  # of a\n  a: 2\n  # of c\n  c: 3\n",
    after: "services:\n  b: 1\n  # of c\n  c: 3\n",
  },
  { what: "a heading", before: "services:\n  # all\n  a: 1\n  b: 2\n", after: "services:\n  # all\n  b: 2\n" },
  {
    what: "blank lines between entries",
    before: "services:\n  b: 1\n\n  a: 2\n\n  c: 3\nend: x\n",
    after: "services:\n  b: 1\n\n  c: 3\nend: x\n",
  },
  { what: "blank lines before the last", before: "services:\n  b: 1\n\n  a: 2\nend: x\n", after: "services:\n  b: 1\nend: x\n" },
  { what: "a gap that divides others", before: "services:\n  b: 1\n  a: 2\n\n  c: 3\n", after: "services:\n  b: 1\n\n  c: 3\n" },
  { what: "no line end at the end", before: "services:\n  b: 1\n  a: 2", after: "services:\n  b: 1\n" },
  { what: "the only one, above others", before: "services:   # x\n  a:\n    c: 1\nend: x\n", after: "services: {}   # x\nend: x\n" },
  { what: "a block of text", before: "services:\n  a: |\n    x\n    # y\n\n  b: 1\n", after: "services:\n  b: 1\n" },
  { what: "keys in quotes", before: "services:\n  \"a\": 1\n  'b': 2\n", after: "services:\n  'b': 2\n" },
  { what: "nothing there", before: "services:\n  b: 1\n", after: undefined },
];

for (const { what, before, after } of layouts)
  editing(`the layout stays: ${what}`, () => {
    const edits = removeEntry(before, ["services", "a"]);
    assert.is(edits && withEdits(before, edits), after);
  });

editing("a half that waits says so in its last field, or in place of what has no fields", () => {
  const waiting = (text: string) => withEdits(text, addAwaits(text, ["services", "a"], "consumer") ?? []);
  for (const [before, after] of [
    ["services: { a: any } # x\n", "services: { a: { awaits: consumer } } # x\n"],
    ["services:\n  a: {} # x\n", "services:\n  a: { awaits: consumer } # x\n"],
    ["services:\n  a: { port: 1 } # x\n", "services:\n  a: { port: 1, awaits: consumer } # x\n"],
    ["services:\r\n  a:\r\n    port: 1 # x\r\n", "services:\r\n  a:\r\n    port: 1 # x\r\n    awaits: consumer\r\n"],
    ["services:\n  a:\n    ports:\n      - 1", "services:\n  a:\n    ports:\n      - 1\n    awaits: consumer"],
  ] as const)
    assert.is(waiting(before), after);
});

editing.run();
