/** Entries are put where they sort. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { insertEntry } from "../compiler/edit/insert-entry.ts";

const editing = suite("the order of entries put into federation.yaml");
const head = "apiVersion: fedc.dev/v1alpha1\nkind: Federation\n";

const sorted: readonly { readonly what: string; readonly before: string; readonly after: string }[] = [
  {
    what: "between two, before the comment of the next",
    before: "services:\n  a:\n    protocol: http\n    # of a\n  # of t\n  t:\n    protocol: http\n",
    after: "services:\n  a:\n    protocol: http\n    # of a\n  s:\n    protocol: tcp\n  # of t\n  t:\n    protocol: http\n",
  },
  {
    what: "before the first, above its comment",
    before: "services:\n  # of t\n  t:\n    protocol: http\n  u:\n    protocol: http\n",
    after: "services:\n  s:\n    protocol: tcp\n  # of t\n  t:\n    protocol: http\n  u:\n    protocol: http\n",
  },
  {
    what: "with blank lines between",
    before: "services:\n  a:\n    protocol: http\n\n  t:\n    protocol: http\n",
    after: "services:\n  a:\n    protocol: http\n\n  s:\n    protocol: tcp\n\n  t:\n    protocol: http\n",
  },
  {
    what: "before the first, with blank lines between",
    before: "services:\r\n  t:\r\n    protocol: http\r\n\r\n  u:\r\n    protocol: http\r\n",
    after: "services:\r\n  s:\r\n    protocol: tcp\r\n\r\n  t:\r\n    protocol: http\r\n\r\n  u:\r\n    protocol: http\r\n",
  },
  {
    what: "on one line",
    before: "services: { a: { protocol: http }, t: { protocol: http } } # x\n",
    after: "services: { a: { protocol: http }, s: { protocol: tcp }, t: { protocol: http } } # x\n",
  },
  {
    what: "before the first on one line",
    before: "services: {t: {protocol: http}}\n",
    after: "services: {s: { protocol: tcp }, t: {protocol: http}}\n",
  },
  {
    what: "in braces over several lines",
    before: "services: {\n    a: { protocol: http }, # first\n    t: { protocol: http } # last\n}\n",
    after: "services: {\n    a: { protocol: http }, # first\n    s: { protocol: tcp },\n    t: { protocol: http } # last\n}\n",
  },
  {
    what: "not where the others are not sorted",
    before: "services:\n  t:\n    protocol: http\n  a:\n    protocol: http\n",
    after: "services:\n  t:\n    protocol: http\n  a:\n    protocol: http\n  s:\n    protocol: tcp\n",
  },
];

for (const { what, before, after } of sorted)
  editing(`where it sorts: ${what}`, () => {
    assert.is(insertEntry(head + before, ["services", "s"], { protocol: "tcp" }), head + after);
  });

editing.run();
