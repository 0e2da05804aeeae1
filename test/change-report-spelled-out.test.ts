/** Groups, defaults and what may be left out are other words for the same federation, so they ask nobody. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { changeReport } from "../compiler/change-report/make-report.ts";
import { examplesIn } from "./support/documents.ts";
import { root } from "./support/fedc.ts";
import { entriesBetween, reviewed, versionOf } from "./support/reviewed.ts";
import { pem } from "./support/spelled-out.ts";

const test = suite("report of changes: other words for the same");
const [short = ""] = examplesIn(".github/docs/groups-and-defaults.md").federations;
const long = readFileSync(join(root, "test/samples/spelled-out/federation.yaml"), "utf8");
const roots = Object.fromEntries(["core-ca", "eu-ca", "us-ca"].map((name) => [`trust/${name}.pem`, pem]));
const [shop, bank, eu, payments] = ["@example/shop", "@example/bank", "@example/eu", "@example/payments"];

/** The same with a group of the two exposers of `pricing` and of `rates`, and of those who may call them. */
const grouped = reviewed
  .replace("trust:\n  roots", "groups: { banks: [bank, eu], callers: [shop] }\ntrust:\n  roots")
  .replaceAll(/ {6}bank: (.*)\n {6}eu: \1\n/g, (_, entry: string) => `      banks: ${entry.replace("shop:", "callers:")}\n`)
  .replace("failover: [{ cluster: bank }, { cluster: eu }]", "failover: banks");

test("a federation of many lines becomes one of few", () => {
  for (const [before, after] of [
    [long, short],
    [short, long],
  ] as const) {
    const { entries, access, objects } = changeReport(
      versionOf(before, "federation.yaml", roots),
      versionOf(after, "federation.yaml", roots),
    );
    assert.equal([access, objects], [[], []]);
    assert.equal(
      entries.filter(({ subject }) => !/^group (?:eu|us|shops)$/.test(subject)),
      [],
    );
    assert.equal([...new Set(entries.flatMap(({ asks, unowned }) => [...asks, ...(unowned ? ["nobody"] : [])]))], []);
  }
});

test("beside a group, all that changes is told as before", () => {
  assert.is.not(grouped, reviewed);
  const words = ["access changed group banks | none | bank, eu []", "access changed group callers | none | shop []"];
  assert.equal(entriesBetween(reviewed, grouped), words);
  const wider = grouped.replace("callers: { methods: [GET] }", "callers: { methods: [GET, PUT] }");
  const entries = entriesBetween(reviewed, wider);
  for (const exposer of ["bank", "eu"])
    assert.ok(
      entries.some((entry) => entry.startsWith(`access widened shop/web in shop -> rates of ${exposer}`)),
      entries.join("\n"),
    );
});

test("a group that gets a member asks its owner and those who call it", () => {
  const [entry] = entriesBetween(
    grouped.replace("banks: [bank, eu], callers: [shop]", "banks: [bank, eu], callers: [shop], all: [bank]"),
    grouped.replace("banks: [bank, eu], callers: [shop]", "banks: [bank, eu], callers: [shop], all: [bank, eu]"),
  );
  assert.is(entry, `access changed group all | bank | bank, eu [${bank} ${eu} ${shop}]`);
});

test("the port and the egress gateway that follow from other entries may be written out", () => {
  const implied = reviewed
    .replaceAll(", egress: {} }", " }")
    .replaceAll("        port: 9001\n        localService", "        localService");
  assert.is.not(implied, reviewed);
  // A cluster that consumes nothing has no egress gateway unless it lists one.
  const closed = [bank, eu].map((owner) => `boundary removed egress gateway of ${owner.slice(9)} closes [${owner}]`);
  assert.equal(entriesBetween(reviewed, implied), closed);
  const list = (ports: readonly (string | number)[]) =>
    reviewed.replace(
      "shop: { as: payments.shop, port: 80, localService: create, callers: [shop/web], timeout: 5s }",
      `shop: [${ports.map((port, i) => `{ as: payments.shop${i === 2 ? "2" : ""}, ${port ? `port: ${port}, ` : ""}localService: create, callers: [shop/web] }`).join(", ")}]`,
    );
  assert.equal(entriesBetween(list([80, 8080]), list(["", 80])), []);
  assert.equal(entriesBetween(list([80, 8080]), list(["", 81])), [
    `traffic added payments.shop:81 appears in shop for shop/web, and leads to payments [${shop}]`,
    `traffic removed payments.shop:80 goes away in shop for shop/web: it led to payments [${shop}]`,
  ]);
});

test("an assertion about a group is one about its clusters", () => {
  const asserting = (from: string) =>
    grouped
      .replace("never: { from: shop,", `never: { from: ${from},`)
      .replace("callers: [shop] }", "callers: [shop], partners: [eu, callers] }");
  assert.equal(entriesBetween(asserting("[shop, eu]"), asserting("partners")), []);
  assert.equal(entriesBetween(asserting("partners"), asserting("shop")).length, 1);
  assert.ok(entriesBetween(asserting("partners"), asserting("shop"))[0]?.includes(payments));
});

test.run();
