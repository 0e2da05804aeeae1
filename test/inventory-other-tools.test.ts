import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stringify } from "yaml";
import { clusterInventoryAt } from "../compiler/inputs/inventory-folder.ts";
import { readDump } from "../compiler/inventory/read-dump.ts";
import { inFolder } from "./support/fedc.ts";

const reading = suite("dumps of other tools");

const service = (name: string) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "shop" },
  spec: { selector: { app: name }, ports: [{ name: "http", port: 80 }] },
});
const problems = (text: string) => readDump("dump.yaml", text).doubts.map(({ line, problem }) => `${line} ${problem}`);

reading("as other tools write them: lists of one kind, lists and lines of JSON, UTF-16, and old line ends", () => {
  const [one, two] = [service("one"), service("two")];
  const bare = [one, two].map(({ kind: _kind, apiVersion: _version, ...rest }: Record<string, unknown>) => rest);
  const raw = { kind: "ServiceList", apiVersion: "v1", metadata: {}, items: bare };
  const titles = (text: string) => readDump("dump.yaml", text).objects.map(({ title }) => title.replace(/^.*\//, ""));
  for (const text of [
    JSON.stringify(raw),
    stringify(raw),
    JSON.stringify([one, two], null, 2),
    `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`,
    `${stringify(one)}---\n${stringify(two)}`.replaceAll("\n", "\r"),
  ])
    assert.equal(titles(text), ["one", "two"], text.slice(0, 60));
  assert.match(problems("a: b\0")[0] ?? "", "holds NUL characters");
  inFolder((folder) => {
    writeFileSync(join(folder, "wide.yaml"), Buffer.from(`\ufeff${stringify(one)}`, "utf16le"));
    writeFileSync(join(folder, "wide-without-mark.yaml"), Buffer.from(stringify(two), "utf16le"));
    const { objects, doubts } = clusterInventoryAt("shop", folder);
    assert.equal([objects.map(({ name }) => name), doubts.length], [["one"], 1]);
  });
});

reading("a ConfigMap's data on one line are read, and a Secret's are not", () => {
  const written = (kind: string) =>
    `apiVersion: v1\nkind: ${kind}\nmetadata: { name: istio, namespace: istio-system }\ndata: { mesh: "trustDomain: a", ca.crt: x }\n`;
  const [map, secret] = ["ConfigMap", "Secret"].map((kind) => JSON.stringify(readDump("dump.yaml", written(kind)).objects[0]?.data));
  assert.match(map ?? "", "trustDomain: a");
  assert.not.match(secret ?? "", "trustDomain");
});

reading.run();
