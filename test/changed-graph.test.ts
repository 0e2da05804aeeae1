/** The picture of a change: it shows only changed uses, marked by a word and a colour. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { changedGraph } from "../compiler/graph/changed-graph.ts";
import { makeGraph } from "../compiler/graph/make-graph.ts";
import { asMermaid } from "../compiler/graph/mermaid.ts";
import { compileSample, textOfBuild } from "./support/builds.ts";

const changed = suite("the picture of a change");

function picture(before: string | undefined, after: string): readonly string[] {
  const { graph, marks } = changedGraph(before === undefined ? undefined : graphOf(before), graphOf(after));
  return asMermaid(graph, marks).trimEnd().split("\n").slice(2, -1);
}

function graphOf(text: string) {
  return makeGraph(compileSample("example", text).federation);
}

function edited(text: string, ...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((all, [from, to]) => {
    assert.ok(all.includes(from), from);
    return all.replace(from, to);
  }, text);
}

const text = textOfBuild("example");

changed("unchanged uses are left out", () => {
  assert.equal(picture(text, text), []);
  assert.equal(picture(text, edited(text, ["services:", "services: # as it was"])), []);
});

changed("one more method changes a use; the other service is left out", () => {
  const more = picture(text, edited(text, ["cluster1: { methods: [GET], paths", "cluster1: { methods: [GET, HEAD], paths"]));
  assert.equal(more, [
    '  subgraph c0["cluster1"]',
    '    n0(["ratings.default:9080"])',
    "  end",
    '  subgraph c1["cluster2"]',
    '    s0["ratings<br/>http ratings.bookinfo:9080 version=v1"]',
    "  end",
    '  n0 -->|"changed: GET, HEAD /ratings/#42;"| s0',
    "  linkStyle 0 stroke:#bf8700,stroke-width:3px",
  ]);
  assert.equal(picture(text, edited(text, ["callers: [default/bookinfo-reviews]", "callers: any"])).slice(-2), [
    '  n0 -->|"changed: GET /ratings/#42;"| s0',
    "  linkStyle 0 stroke:#bf8700,stroke-width:3px",
  ]);
});

changed("a removed use is dashed, an added one is not; words and colours tell them apart", () => {
  const withdrawn = edited(text, ["cluster1: { methods: [GET], paths", "cluster1: { inactive: for now, methods: [GET], paths"]);
  assert.match(picture(text, withdrawn).join("\n"), /n0 -\.->\|"changed: GET .*inactive"\| s0/);
  const without = text.slice(0, text.indexOf("\n  ratings:\n") + 1);
  assert.match(picture(text, without).join("\n"), /n0 -\.->\|"removed: GET [^\n]*\n {2}linkStyle 0 stroke:#cf222e/);
  assert.match(picture(without, text).join("\n"), /n0 -->\|"added: GET [^\n]*\n {2}linkStyle 0 stroke:#1a7f37/);
  const moved = picture(text, edited(text, ["as: ratings.default", "as: votes.default"])).join("\n");
  assert.match(moved, /n0 -->\|"added: GET [^\n]* s0\n {2}n1 -\.->\|"removed: GET [^\n]* s0\n {2}linkStyle 0 [^\n]*\n {2}linkStyle 1 /);
  assert.is(moved.match(/ratings\.bookinfo/g)?.length, 1);
});

changed("in a new federation, every use is added", () => {
  assert.is(picture(undefined, text).filter((line) => line.includes("added: ")).length, 2);
});

changed.run();
