/** A file with groups and defaults is the same federation as one without them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../compiler/compile.ts";
import { asFileText, type WritableMap } from "../compiler/edit/written-entry.ts";
import { Source } from "../compiler/findings/source.ts";
import { buildNames, compileSample } from "./support/builds.ts";
import { examplesIn } from "./support/documents.ts";
import { root } from "./support/fedc.ts";
import { readerOf, sampleTime } from "./support/samples.ts";

const page = ".github/docs/groups-and-defaults.md";
const [short = ""] = examplesIn(page).federations;
const long = readFileSync(join(root, "test/samples/spelled-out/federation.yaml"), "utf8");
const pem = readFileSync(join(root, "test/samples/trust/example-ca.pem"), "utf8");

/** Every overlay's files. */
function built(text: string): ReadonlyMap<string, string> {
  const { built, findings } = compile(new Source("federation.yaml", text), { readFile: () => ({ text: pem }), now: sampleTime });
  if (!built) throw new Error(JSON.stringify(findings.sorted().map(({ code, message }) => `${code} ${message}`)));
  return filesIn(built.overlays);
}

function filesIn(
  overlays: readonly { readonly cluster: string; readonly files: ReadonlyMap<string, string> }[],
): ReadonlyMap<string, string> {
  return new Map(overlays.flatMap(({ cluster, files }) => [...files].map(([path, text]) => [`${cluster}/${path}`, text] as const)));
}

function assertSame(one: string, other: string): void {
  const [expected, found] = [built(other), built(one)];
  assert.equal([...found.keys()], [...expected.keys()]);
  for (const [path, text] of expected) assert.fixture(found.get(path) ?? "", text, path);
}

function errorsIn(text: string): readonly string[] {
  const { findings } = compile(new Source("federation.yaml", text), { readFile: () => ({ text: pem }), now: sampleTime });
  return findings
    .sorted()
    .filter(({ severity }) => severity === "error")
    .map(({ code, message }) => `${code} ${message}`);
}

/** Three clusters, all of them exposing, in the mode of workloads or of gateways. */
const federation = (clusters: string, rest: string) => `apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata: { name: test }
${clusters}
${rest}
`;

const trust =
  "trust: { gateways: { root: ca, certificate: { issuerRef: { kind: ClusterIssuer, name: ca } } }, workloads: { root: ca, domain:";
const clustersInFull = `clusters:
${["a", "b", "c", "d"]
  .map(
    (name, index) =>
      `  ${name}: { hostname: ${name}.example.com, ${trust} ${name}.mesh } }, gateways: { ingress: { addresses: [192.0.2.${index}] }, egress: {} }, gitops: { repository: "https://github.com/example/${name}", path: f, delivery: directory } }`,
  )
  .join("\n")}`;

const equal = suite("groups and defaults");

equal("the page's federation has the overlays of the same federation written out", () => assertSame(short, long));

equal("it has 110 lines, and the other one more than twice as many", () => {
  assert.ok(short.trimEnd().split("\n").length <= 110);
  assert.ok(long.split("\n").length > 220);
});

equal("what `--spelled-out` prints compiles to the same overlays", () => {
  for (const name of buildNames()) {
    const { loaded } = compileSample(name).built;
    const text = asFileText(loaded.file as unknown as WritableMap);
    const folder = name === "example" ? root : join(root, "test/samples/build", name);
    const again = compile(new Source("federation.yaml", text), { readFile: readerOf(folder), now: sampleTime });
    assert.equal([...filesIn(again.built?.overlays ?? [])], [...filesIn(compileSample(name).built.overlays)], name);
  }
});

equal("a group in a group, as exposer, destination and pair", () => {
  const service = (expose: string, consume: string) => `services:
  s:
    protocol: http
    expose:
${expose}
    consume:
${consume}`;
  const entry =
    "{ service: s.x, port: 80, selector: { app: s }, targetPort: 80, serviceAccounts: [s], allow: { d: { methods: [GET], callers: any } } }";
  const roots = "roots: { ca: [{ file: ca.pem }] }";
  const use = "as: s.x, port: 80, localService: create, callers: any, via: direct";
  assertSame(
    federation(
      clustersInFull,
      `${service(`      all: ${entry}`, `      d: { ${use}, failover: all }`)}
groups: { all: [few, a], few: [c, b] }
trust: { ${roots}, pairs: [{ between: [d, all], mode: workloads }, { between: [few, few], mode: workloads }] }`,
    ),
    federation(
      clustersInFull,
      `${service(`      a: ${entry}\n      b: ${entry}\n      c: ${entry}`, `      d: { ${use}, failover: [{ cluster: c }, { cluster: b }, { cluster: a }] }`)}
trust: { ${roots}, pairs: [{ between: [a, d], mode: workloads }, { between: [b, d], mode: workloads }, { between: [c, d], mode: workloads }, { between: [b, c], mode: workloads }] }`,
    ),
  );
});

equal("a consumer is left out of the group that it calls, whichever member it is", () => {
  const rest = (consume: string) => `services:
  s:
    protocol: http
    expose: { all: { service: s.x, port: 80, allow: { all: { methods: [GET] } } } }
    consume: { ${consume} }
groups: { all: [a, b, c] }
trust: { roots: { ca: [{ file: ca.pem }] } }`;
  const use = (...others: readonly string[]) =>
    `{ as: other.x, port: 80, localService: create, callers: any, failover: [${others.map((name) => `{ cluster: ${name} }`)}] }`;
  assertSame(
    federation(clustersInFull, rest("all: { as: other.x, port: 80, localService: create, callers: any, failover: all }")),
    federation(clustersInFull, rest(`a: ${use("b", "c")}, b: ${use("a", "c")}, c: ${use("a", "b")}`)),
  );
});

equal("a cluster that is meant twice is an error in every place", () => {
  const rest = (expose: string, failover: string, pairs: string) => `services:
  s:
    protocol: http
    expose: ${expose}
    consume: { d: { as: s.x, localService: create, callers: any, failover: ${failover} } }
groups: { all: [a, b], some: [b, c] }
trust: { roots: { ca: [{ file: ca.pem }] }, pairs: ${pairs} }`;
  const entry = "{ service: s.x, port: 80, allow: { d: { methods: [GET] } } }";
  const fine = [`{ all: ${entry} }`, "all", "[{ between: [all, d], mode: gateways }]"] as const;
  assert.equal(errorsIn(federation(clustersInFull, rest(...fine))), []);
  assert.match(
    errorsIn(federation(clustersInFull, rest(`{ all: ${entry}, some: ${entry} }`, fine[1], fine[2]))).join(),
    /FED306 `b` is named twice/,
  );
  assert.match(
    errorsIn(federation(clustersInFull, rest(fine[0], "[{ cluster: all }, { cluster: b }]", fine[2]))).join(),
    /`b` is named twice here/,
  );
  const pairs = "[{ between: [all, d], mode: gateways }, { between: [d, b], mode: workloads }]";
  assert.match(
    errorsIn(federation(clustersInFull, rest(fine[0], fine[1], pairs))).join(),
    /FED332 `d` and `b` are paired here a second time/,
  );
});

equal("what is written wins over the default, mapping by mapping", () => {
  const rest = `services: {}
trust: { roots: { ca: [{ file: ca.pem }], partner-ca: [{ file: ca.pem }] } }`;
  const preset = `defaults:
  clusters:
    hostname: "{cluster}.example.com"
    owner: team {cluster}
    trust: { gateways: { root: ca, certificate: { issuerRef: { kind: ClusterIssuer, name: "{cluster}-ca" } } } }
    gateways: { namespace: mesh, ingress: { port: 8443, replicas: { min: 2, max: 4 } } }
    istio: { version: "1.31", revision: stable }
    gitops: { repository: "https://github.com/example/{cluster}", path: f, delivery: pull-request, reviewers: [x], labels: [mesh] }
clusters:
  a: {}
  b:
    gateways: { ingress: { addresses: [192.0.2.1], replicas: 3 } }
    trust: { gateways: { certificate: { secrets: { ingress: mine, egress: ours } } } }
    gitops: { reviewers: [y, z] }
    withoutDefaults: [istio.revision, gitops.labels]
  c: { managed: false, hostname: partner.example.net, trust: { gateways: { root: partner-ca } }, withoutDefaults: [owner, istio] }
`;
  const { loaded } =
    compile(new Source("federation.yaml", federation(preset, rest)), { readFile: () => ({ text: pem }), now: sampleTime }).built ?? {};
  assert.equal(JSON.parse(JSON.stringify(loaded?.file.clusters)), {
    a: {
      hostname: "a.example.com",
      owner: "team a",
      trust: { gateways: { root: "ca", certificate: { issuerRef: { kind: "ClusterIssuer", name: "a-ca" } } } },
      gateways: { namespace: "mesh" },
      istio: { version: "1.31", revision: "stable" },
      gitops: { repository: "https://github.com/example/a", path: "f", delivery: "pull-request", reviewers: ["x"], labels: ["mesh"] },
    },
    b: {
      gateways: { ingress: { addresses: ["192.0.2.1"], replicas: 3, port: 8443 }, namespace: "mesh" },
      trust: { gateways: { certificate: { secrets: { ingress: "mine", egress: "ours" } }, root: "ca" } },
      gitops: { reviewers: ["y", "z"], repository: "https://github.com/example/b", path: "f", delivery: "pull-request" },
      hostname: "b.example.com",
      owner: "team b",
      istio: { version: "1.31" },
    },
    c: { managed: false, hostname: "partner.example.net", trust: { gateways: { root: "partner-ca" } } },
  });
});

equal("what is switched off takes none of the defaults for it", () => {
  const text = federation(
    `defaults:
  clusters: { gateways: { ingress: { replicas: 3, service: { type: NodePort }, port: 8443 } } }
  services: { protocol: http, retries: { attempts: 2, on: 5xx, perTryTimeout: 1s } }
${clustersInFull.replace("ingress: { addresses: [192.0.2.0] }", "ingress: { addresses: [192.0.2.0], deploy: false, selector: { app: mine }, serviceAccount: mine }")}`,
    `services:
  s:
    expose: { a: { service: s.x, port: 80, allow: { d: { methods: [GET] } } } }
    consume: { d: { as: s.x, localService: create, callers: any, retries: { attempts: 0 } } }
trust: { roots: { ca: [{ file: ca.pem }] } }`,
  );
  assert.equal(errorsIn(text), []);
});

equal("an egress gateway and a port that follow from the rest need not be written", () => {
  const example = readFileSync(join(root, "test/samples/spelled-out/federation.yaml"), "utf8");
  const less = example.replaceAll(", egress: {}", "").replaceAll(/^ {8}port: \d+\n/gm, "");
  assert.ok(less.length < example.length - 300);
  assertSame(less, example);
});

equal.run();
