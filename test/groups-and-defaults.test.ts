/** A file with groups and defaults is the same federation as one without them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withEveryMember } from "../compiler/1-load/spelled-out/every-member.ts";
import { asFileText, type WritableMap } from "../compiler/edit/written-entry.ts";
import { Source } from "../compiler/findings/source.ts";
import { buildNames, compileSample } from "./support/builds.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { examplesIn } from "./support/documents.ts";
import { inFolder, root } from "./support/fedc.ts";
import { fedcInside } from "./support/inside.ts";
import { readerOf, sampleTime } from "./support/samples.ts";
import { assertSame, clustersInFull, errorsIn, federation, filesIn, pem } from "./support/spelled-out.ts";

const page = ".github/docs/groups-and-defaults.md";
const [short = ""] = examplesIn(page).federations;
const long = readFileSync(join(root, "test/samples/spelled-out/federation.yaml"), "utf8");

const equal = suite("groups and defaults");

equal("the page's federation has the overlays of the same federation written out", () => assertSame(short, long));

equal("it has 110 lines, and the other one more than twice as many", () => {
  assert.ok(short.trimEnd().split("\n").length <= 110);
  assert.ok(long.split("\n").length > 220);
});

equal("what `--spelled-out` prints compiles to the same overlays", () => {
  for (const name of buildNames()) {
    const { loaded } = compileSample(name).built;
    const text = asFileText(withEveryMember(loaded.file) as unknown as WritableMap);
    const folder = name === "example" ? root : join(root, "test/samples/build", name);
    const again = compileWhole(new Source("federation.yaml", text), { readFile: readerOf(folder), now: sampleTime });
    assert.equal([...filesIn(again.built?.overlays ?? [])], [...filesIn(compileSample(name).built.overlays)], name);
  }
});

equal("`fedc check --spelled-out` leaves no group but those of assertions", async () => {
  await inFolder(async (folder) => {
    for (const name of ["core-ca", "eu-ca", "us-ca"]) writeFileSync(join(folder, `${name}.pem`), pem);
    writeFileSync(join(folder, "federation.yaml"), short.replaceAll("trust/", ""));
    const { stdout } = await fedcInside(["check", "--spelled-out"], folder);
    const services = stdout.slice(stdout.indexOf("\nservices:"), stdout.indexOf("\nassertions:"));
    assert.not.match(services, /^ +(?:eu|us|shops):/m);
    assert.match(services, /^ +eu-2:/m);
    assertSame(stdout, long);
  });
});

equal("a failover to a name that does not exist is not one to a single cluster", () => {
  const text = short.replace("failover: shops }", "failover: shop }");
  const { findings } = compileWhole(new Source("federation.yaml", text), { readFile: () => ({ text: pem }), now: sampleTime });
  assert.equal(
    findings.sorted().map(({ code }) => code),
    ["FED301"],
  );
});

equal("a group, or a name that does not exist, beside the local Service in a route is one mistake", () => {
  for (const name of ["shops", "shop"]) {
    const routes = `routes: [{ to: [{ local: {}, weight: 50 }, { cluster: ${name}, weight: 50 }] }] }`;
    const text = short.replace(/create(, callers: \[supply\/\*\], )failover: shops \}/, `existing$1${routes}`);
    const { findings } = compileWhole(new Source("federation.yaml", text), { readFile: () => ({ text: pem }), now: sampleTime });
    assert.equal(
      findings.sorted().map(({ code }) => code),
      ["FED301"],
    );
  }
});

equal("an `always` between the members of a group leaves out that a cluster calls itself", () => {
  const asserting = (call: string) => errorsIn(`${short}  - always: { to: carts, method: GET, ${call} }\n`);
  assert.equal(asserting("from: eu, at: eu"), []);
  assert.equal(asserting("from: eu, at: eu-1"), []);
  assert.equal(asserting("from: eu-1, at: eu-1"), ["FED388 `eu-1` does not use a grant in force of `carts` at `eu-1`"]);
  assert.ok(asserting("from: [eu-1, us-1], at: eu-1").includes("FED386 `us-1` does not consume `carts`"));
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

equal("a member of an exposing group may use the service of the others", () => {
  const rest = (expose: string) => `services:
  s:
    protocol: http
    expose: ${expose}
    consume: { a: { as: other.x, port: 80, localService: create, callers: any, failover: [{ cluster: b }, { cluster: c }] } }
trust: { roots: { ca: [{ file: ca.pem }] } }`;
  const entry = "{ service: s.x, port: 80, allow: { a: { methods: [GET] } } }";
  assertSame(
    federation(clustersInFull, `${rest(`{ all: ${entry} }`)}\ngroups: { all: [a, b, c] }`),
    federation(clustersInFull, rest(`{ b: ${entry}, c: ${entry} }`)),
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

equal("an egress gateway and a port that follow from the rest need not be written", () => {
  const example = readFileSync(join(root, "test/samples/spelled-out/federation.yaml"), "utf8");
  const less = example.replaceAll(", egress: {}", "").replaceAll(/^ {8}port: \d+\n/gm, "");
  assert.ok(less.length < example.length - 300);
  assertSame(less, example);
});

equal.run();
