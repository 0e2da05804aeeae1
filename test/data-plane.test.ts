/** What the README of an overlay says of pods in ambient mode. Findings about them are samples: `needs-sidecars`, `unmeasured-in-ambient`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Source } from "../compiler/findings/source.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { root } from "./support/fedc.ts";
import { readerOf, sampleTime } from "./support/samples.ts";

const test = suite("pods in ambient mode");

const folder = join(root, "test/samples/check/unmeasured-in-ambient");
const text = readFileSync(join(folder, "federation.yaml"), "utf8");

function needsOf(federation: string): ReadonlyMap<string, string> {
  const { built } = compileWhole(new Source("federation.yaml", federation), { readFile: readerOf(folder), now: sampleTime });
  const sections = (built?.overlays ?? []).map(({ cluster, files }) => {
    const readme = files.get("generated/README.md") ?? "";
    return [cluster, readme.slice(readme.indexOf("## What the cluster must have"), readme.indexOf("## What the network"))] as const;
  });
  return new Map(sections);
}

test("the README says which pods may only serve, and what the gateway's proxy needs to reach them", () => {
  const needs = needsOf(text);
  assert.match(needs.get("cluster2") ?? "", "pods in ambient mode may only serve, which is not measured");
  assert.match(needs.get("cluster2") ?? "", "`ISTIO_META_ENABLE_HBONE` in the `proxyMetadata`");
  assert.match(needs.get("cluster1") ?? "", "pods in ambient mode, in `light`, may only serve");
  assert.not.match(needs.get("cluster1") ?? "", "ISTIO_META_ENABLE_HBONE");
});

test("without a word about it, nothing changes, and neither with sidecars by name", () => {
  const plain = needsOf(text.replaceAll(/\n {4}istio: \{ dataPlane: .*/g, ""));
  assert.match(plain.get("cluster2") ?? "", "ambient mode is not covered");
  assert.equal([...needsOf(text.replaceAll("ambient", "sidecar"))], [...plain]);
});

test("a namespace's own data plane wins", () => {
  const served = needsOf(text.replace("dataPlane: ambient", "dataPlane: { default: ambient, namespaces: { bookinfo: sidecar } }"));
  assert.not.match(served.get("cluster2") ?? "", "ISTIO_META_ENABLE_HBONE");
});

test.run();
