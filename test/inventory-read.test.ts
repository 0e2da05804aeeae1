import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { stringify } from "yaml";
import { clusterInventoryAt } from "../compiler/inputs/inventory-folder.ts";
import { ClusterInventory } from "../compiler/inventory/cluster-inventory.ts";
import { readDump } from "../compiler/inventory/read-dump.ts";
import { inFolder } from "./support/fedc.ts";
import { within } from "./support/processor-time.ts";

const reading = suite("reading dumps");

const service = (name: string, rest: object = {}) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "shop", ...rest },
  spec: { selector: { app: name }, ports: [{ name: "http", port: 80, targetPort: 8080 }] },
});
const names = (text: string) => readDump("dump.yaml", text).objects.map(({ title, line }) => `${title}:${line}`);
const problems = (text: string) => readDump("dump.yaml", text).doubts.map(({ line, problem }) => `${line} ${problem}`);

/** As `kubectl get -o yaml` prints it. */
const listed = `apiVersion: v1
items:
- apiVersion: v1
  kind: Service
  metadata:
    annotations:
      kubectl.kubernetes.io/last-applied-configuration: |
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"stock"}}
    creationTimestamp: "2026-01-01T00:00:00Z"
    managedFields:
    - apiVersion: v1
      fieldsV1:
        f:spec:
          k:{"port":80,"protocol":"TCP"}:
            .: {}
      manager: kubectl
    name: stock
    namespace: shop
    resourceVersion: "17"
    uid: 0c5b5f1e
  spec:
    ports:
    - name: http
      port: 80
    selector:
      app: stock
  status:
    loadBalancer: {}
- apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: stock
    namespace: shop
  spec:
    template:
      metadata:
        creationTimestamp: null
        labels:
          app: stock
      spec:
        containers:
        - name: app
          args: ["--", "-x"]
  status:
    conditions:
    - message: it is not: YAML {{ at all
      type: Available
- apiVersion: batch/v1
  kind: Job
  metadata:
    name: nightly
kind: List
metadata:
  resourceVersion: ""
`;

reading("a list of kubectl, without what the server adds", () => {
  const { objects, others, doubts } = readDump("dump.yaml", listed);
  assert.equal(doubts, []);
  assert.equal(others, ["batch Job"]);
  assert.equal(
    objects.map(({ title, line }) => `${title}:${line}`),
    ["Service shop/stock:17", "Deployment shop/stock:32"],
  );
  assert.equal(Object.keys(objects[1]?.data ?? {}), ["apiVersion", "kind", "spec"]);
  assert.not.match(JSON.stringify(objects), "managedFields");
});

reading("the same as JSON, in documents, in flow style, with other line ends and a byte order mark", () => {
  const items = [service("a"), service("b")];
  const list = { apiVersion: "v1", kind: "List", items };
  assert.equal(names(JSON.stringify(list, undefined, 4)), ["Service shop/a:5", "Service shop/b:25"]);
  assert.equal(names(JSON.stringify(service("a"))), ["Service shop/a:1"]);
  const documents = items.map((item) => stringify(item)).join("---\n");
  assert.equal(names(documents), ["Service shop/a:4", "Service shop/b:17"]);
  assert.equal(names(`\ufeff${documents.replaceAll("\n", "\r\n")}`), ["Service shop/a:4", "Service shop/b:17"]);
  assert.equal(names(`# Source: chart/a.yaml\n--- # first\n${documents}\n---\n---\n`), ["Service shop/a:6", "Service shop/b:19"]);
  assert.equal(names(stringify(list, { indentSeq: true })), ["Service shop/a:7", "Service shop/b:19"]);
  assert.equal(names("{ apiVersion: v1, kind: Service, metadata: { name: a, namespace: shop } }\n"), ["Service shop/a:1"]);
});

reading("anchors and merge keys are followed; a broken object leaves the others alone", () => {
  const [merged] = readDump(
    "x",
    "apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: n, labels: &l { app: a } }\nspec: { selector: { <<: *l } }\n",
  ).objects;
  assert.equal(merged?.spec.selector, Object.assign(Object.create(null), { app: "a" }));
  const whole = stringify(service("whole"));
  const broken = whole.replace("whole", "broken").replace("port: 80", "port: [80");
  assert.equal(names(`${broken}---\n${whole}`), ["Service shop/whole:17"]);
  assert.match(problems(`${broken}---\n${whole}`)[0] ?? "", /^\d+ cannot be read as YAML$/);
  assert.equal(problems(whole.replace("whole", "{{ .Values.name }}")), ["4 is a template: render it first, as `helm template` does"]);
  assert.equal(problems(`${whole}spec: {}\n`), ["13 has a key twice, and the last one counts"]);
  assert.equal(problems(whole.replace("whole", "!name whole")), ["4 has a tag, which was not read"]);
  assert.equal(problems("apiVersion: v1\nkind: Service\nspec: {}\n"), ["1 has no name"]);
});

reading("nothing of anybody's text is thrown", () => {
  const laughs = `a: &a [x, x]\n${Array.from({ length: 30 }, (_, i) => `${"b".repeat(i + 1)}: &${"b".repeat(i + 1)} [*${i === 0 ? "a" : "b".repeat(i)}, *${i === 0 ? "a" : "b".repeat(i)}]`).join("\n")}\n`;
  const odd = [
    "",
    "\n",
    "---\n---\n",
    "[",
    "{",
    "- a\n- b\n",
    "42",
    "a: *b\n",
    "a: &a [*a]\n",
    laughs,
    "\u0000",
    "%YAML 1.1\n---\na: b\n",
    "? [a]\n: b\n",
  ];
  const deep = [
    `${"[".repeat(20_000)}`,
    `a: ${"{a: ".repeat(5_000)}`,
    JSON.stringify({ apiVersion: "v1", kind: "List", items: [null, 1, [], {}] }),
  ];
  const objects = [
    "apiVersion: v1\nkind: Service\nmetadata: text\n",
    "apiVersion: [v1]\nkind: Service\nmetadata: {name: x}\n",
    "apiVersion: v1\nkind: constructor\nmetadata: {name: x}\n",
  ];
  for (const text of [...odd, ...deep, ...objects]) assert.equal(readDump("x", text).objects, []);
});

reading("a Secret's data are gone before they are read, in every style", () => {
  const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
  const hidden = "aGlkZGVu";
  const data = { "tls.key": hidden, password: hidden, "tls.crt": Buffer.from(`${certificate}\nhidden`).toString("base64") };
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "key",
      namespace: "edge",
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": `{"data":{"password":"${hidden}"}}` },
    },
    data,
    stringData: { token: "hidden" },
  };
  const block = stringify(secret);
  const styles = [
    block,
    JSON.stringify(secret),
    stringify({ apiVersion: "v1", kind: "SecretList", items: [secret] }),
    stringify(secret, { collectionStyle: "flow" }),
    block.replace("kind: Secret", 'kind: "Secret"'),
  ];
  for (const text of styles) {
    const contents = readDump("x", text);
    assert.is(contents.objects.length, 1);
    assert.equal(contents.objects[0]?.data.data, { "tls.crt": certificate }, text);
    assert.not.match(JSON.stringify([contents, ...contents.objects.map(({ annotations }) => annotations)]), /aGlkZGVu|hidden/);
  }
});

reading("of two objects of one name the first counts, and one without a namespace may be anywhere", () => {
  const read = (...texts: readonly string[]) =>
    new ClusterInventory(
      "a",
      "a",
      texts.map((text) => readDump("x.yaml", text)),
    );
  const first = stringify(service("a"));
  const twice = read(first, first, first.replace("port: 80\n", "port: 81\n"));
  assert.equal([twice.objects.length, twice.doubles.length], [1, 1]);
  const grouped = (text: string) => new ClusterInventory("a", "a", [readDump("dumps/core.yaml", text)]).has("Service");
  // An empty list is an answer, and a file that a failed command left behind is none.
  assert.equal([grouped("apiVersion: v1\nitems: []\nkind: List\n"), grouped(""), grouped("error\n")], [true, false, false]);
  const nameless = read(first.replace("  namespace: shop\n", ""));
  assert.ok(nameless.find("Service", "anywhere", "a"));
  assert.ok(!nameless.find("Service", "anywhere", "b"));
});

reading("a folder is read as a whole: not what is hidden, nor what is no manifest", () =>
  inFolder((folder) => {
    for (const path of ["base", ".git", "node_modules"]) mkdirSync(join(folder, path));
    writeFileSync(join(folder, "base/a.yml"), stringify(service("a")));
    writeFileSync(join(folder, "b.json"), JSON.stringify(service("b")));
    for (const path of [".git/c.yaml", "node_modules/c.yaml", ".hidden.yaml", "c.txt"])
      writeFileSync(join(folder, path), stringify(service("c")));
    writeFileSync(join(folder, "latin1.yaml"), Buffer.from([0x61, 0x3a, 0xe9]));
    const { objects, doubts } = clusterInventoryAt("a", folder);
    assert.equal(objects.map(({ name }) => name).sort(), ["a", "b"]);
    assert.equal(
      doubts.map(({ problem }) => problem),
      ["is not UTF-8 text"],
    );
  }),
);

reading("two thousand objects cost less than a second", () => {
  const item = listed.slice(listed.indexOf("- apiVersion: v1"), listed.indexOf("- apiVersion: batch"));
  const items = Array.from({ length: 1000 }, (_, i) => item.replaceAll("name: stock", `name: stock-${i}`)).join("");
  const text = `apiVersion: v1\nitems:\n${items}kind: List\n`;
  assert.is(within(1000, "reading", () => readDump("x.yaml", text)).objects.length, 2000);
});

reading.run();
