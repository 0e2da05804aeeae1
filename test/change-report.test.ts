/** What the report says of single changes, and whom it asks. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { changeReport } from "../compiler/change-report/make-report.ts";
import { ownersAsked } from "../compiler/change-report/owners-asked.ts";
import { valueText } from "../compiler/change-report/value-text.ts";
import { edited, entriesBetween, reportAfter, reviewed, rootFiles, told, versionOf } from "./support/reviewed.ts";

const test = suite("report of changes");
const [shop, bank, eu, payments] = ["@example/shop", "@example/bank", "@example/eu", "@example/payments"];

type Edit = readonly [before: string, after: string];

/** The entries of one change, without fingerprints. */
function entriesAfter(...edits: readonly Edit[]): readonly string[] {
  return told(reportAfter(...edits)).map((line) => line.replace(/sha256 [0-9A-F:]{95}/g, "sha256 …"));
}

const rootOf = (organization: string) => `CN=Federation CA,O=${organization}.example, sha256 …, until 2126-10-28`;
const bankRoot = "bank-ca: [{ file: bank.pem }]";

test("trust: who vouches for whom now, which step of a rotation that is, and everyone who trusts it is asked", () => {
  const asked = `[${bank} ${eu} ${shop}]`;
  assert.equal(entriesAfter([bankRoot, "bank-ca: [{ file: other.pem }]"]), [
    `trust unsafe identities of bank and eu (gateways) are now vouched for by | ${rootOf("west")}; no longer by ${rootOf("east")} ${asked}`,
  ]);
  assert.equal(entriesAfter([bankRoot, "bank-ca: [{ file: bank.pem }, { file: other.pem }]"]), [
    `trust unsafe identities of bank and eu (gateways) are now also vouched for by | ${rootOf("west")} ${asked}`,
  ]);
  const incoming = reportAfter([bankRoot, "bank-ca: [{ file: bank.pem }, { file: other.pem, state: incoming }]"]);
  assert.is(incoming.entries[0]?.change, "added");
  assert.is(
    incoming.entries[0]?.note,
    "shop trusts it; step 1 of 3 of a rotation: trust the new root before it signs, which breaks no call",
  );
  const [, ...shared] = entriesAfter(["root: bank-ca", "root: shop-ca"]);
  assert.equal(shared, [
    "trust added from now on: bank, shop share a root: whoever holds its key can sign certificates for each of them []",
    "trust removed no longer: bank, eu share a root: whoever holds its key can sign certificates for each of them []",
  ]);
});

test("trust: a file with another certificate is told, although federation.yaml is the same", () => {
  const other = versionOf(reviewed, "federation.yaml", { ...rootFiles, "bank.pem": rootFiles["other.pem"] ?? "" });
  const { entries, onlyText } = changeReport(versionOf(reviewed), other);
  assert.equal([entries.length, entries[0]?.change, onlyText], [1, "unsafe", false]);
  assert.equal(changeReport(versionOf(reviewed), versionOf(reviewed)).entries, []);
});

test("trust: names, and whom a cluster trusts anew", () => {
  assert.equal(entriesAfter(["hostname: bank.example.com", "hostname: bank2.example.com"]), [
    `trust changed hostname of bank | bank.example.com | bank2.example.com [${bank} ${shop}]`,
    `trust changed identity of the ingress gateway of bank | spiffe://bank.example.com/istio-private-ingressgateway | spiffe://bank2.example.com/istio-private-ingressgateway [${bank} ${shop}]`,
    `trust changed identity of the egress gateway of bank | spiffe://bank.example.com/istio-private-egressgateway | spiffe://bank2.example.com/istio-private-egressgateway [${bank} ${shop}]`,
  ]);
  const anew = entriesAfter(
    [
      "          shop: { methods: [GET], paths: [/v1/*] }\n",
      "          shop: { methods: [GET], paths: [/v1/*] }\n          eu: { methods: [GET], paths: [/v1/*] }\n",
    ],
    [
      "    consume:\n      shop: { as: payments",
      "    consume:\n      eu: { as: payments.eu, port: 80, localService: create, callers: [eu/web] }\n      shop: { as: payments",
    ],
  );
  assert.ok(
    anew.includes(`trust added bank now trusts the gateways of eu | vouched for by ${rootOf("east")} [${bank} ${eu}]`),
    anew.join("\n"),
  );
  assert.ok(anew.includes(`access gained eu/web in eu -> payments of bank (pay.bank:8080) | GET on /v1/* [${bank} ${eu} ${payments}]`));
  assert.ok(anew.includes(`traffic added payments.eu:80 appears in eu for eu/web, and leads to payments [${eu}]`));
});

test("objects: other certificates have another value, although anchors end alike", () => {
  const { objects } = reportAfter(["hostname: bank.example.com", "hostname: bank2.example.com"]);
  const same = objects.flatMap(({ fields }) => fields.filter(({ before, after }) => valueText(before) === valueText(after)));
  assert.equal(same, []);
});

test("boundary: protection, addresses, gateways, pods", () => {
  assert.equal(entriesAfter(["        protect: { callers: [bank/web] }\n", ""]), [
    `boundary changed who in bank may call payments of bank | only bank/web | every local caller that no other policy denies [${bank} ${payments}]`,
  ]);
  const withoutPayments = reviewed.replace(/ {2}payments:\n[\s\S]*?(?= {2}pricing:)/, "").replace(/ {2}- never: .*\n/, "");
  assert.ok(
    entriesBetween(reviewed, withoutPayments).includes(
      `boundary changed who in bank may call payments of bank | only bank/web | every local caller that no other policy denies [${bank} ${payments}]`,
    ),
    "a protection goes with its service",
  );
  assert.equal(entriesAfter(["192.0.2.2", "192.0.2.9"]), [
    `boundary changed calls to bank go to | 192.0.2.2 port 15443 | 192.0.2.9 port 15443 [${bank} ${shop}]`,
  ]);
  assert.equal(entriesAfter(["addresses: [192.0.2.3] }, egress: {} }", "addresses: [192.0.2.3] } }"]), [
    `boundary removed egress gateway of eu closes [${eu}]`,
  ]);
  assert.equal(entriesAfter(["selector: { app: pay }", "selector: { app: pay2 }"]), [
    `boundary changed selector of payments of bank | { app: pay } | { app: pay2 } [${bank} ${payments}]`,
  ]);
});

test("traffic: shares, matches, the order of a failover, names, timeouts and retries", () => {
  const all = `[${bank} ${eu} ${shop}]`;
  const weights = (first: number) => `{ cluster: bank, weight: ${first} }, { cluster: eu, weight: ${100 - first} }`;
  assert.equal(entriesAfter([weights(90), weights(10)]), [
    `traffic changed shares of pricing.shop:9000 in shop | 90% bank, 10% eu | 10% bank, 90% eu ${all}`,
  ]);
  assert.equal(entriesAfter(['exact: "yes"', 'prefix: "y"']), [
    `traffic changed routes of pricing.shop:9000 in shop | when header x-canary is yes: eu; 90% bank, 10% eu | when header x-canary begins with y: eu; 90% bank, 10% eu ${all}`,
  ]);
  assert.equal(entriesAfter(["[{ cluster: bank }, { cluster: eu }]", "[{ cluster: eu }, { cluster: bank }]"]), [
    `traffic changed failover order of rates.shop:9001 in shop | bank, then eu | eu, then bank ${all}`,
  ]);
  assert.equal(entriesAfter(["as: pricing.shop", "as: prices.shop"]), [
    `traffic added prices.shop:9000 appears in shop for shop/web, and leads to pricing [${shop}]`,
    `traffic removed pricing.shop:9000 goes away in shop for shop/web: it led to pricing [${shop}]`,
  ]);
  assert.equal(entriesAfter(["timeout: 5s", "timeout: 1s, retries: { attempts: 0 }"]), [
    `traffic changed timeout of payments.shop:80 in shop | 5s | 1s [${bank} ${payments} ${shop}]`,
    `traffic changed retries.attempts of payments.shop:80 in shop | none | 0 [${bank} ${payments} ${shop}]`,
  ]);
});

test("guarantees: assertions that are new, changed and deleted ask the owners of what they protect", () => {
  const never = "  - never: { from: shop, to: payments, method: POST }\n";
  const words = "never from shop to payments, method POST";
  assert.equal(entriesAfter([never, ""]), [`guarantees removed an assertion is deleted | ${words} [${bank} ${payments}]`]);
  assert.equal(entriesAfter([never, never.replace("POST", "PUT")]), [
    `guarantees changed an assertion is changed | ${words} | never from shop to payments, method PUT [${bank} ${payments}]`,
  ]);
  assert.equal(entriesAfter([never, `${never}${never.replace("shop", "eu")}`]), [
    `guarantees added an assertion is new | never from eu to payments, method POST [${bank} ${payments}]`,
  ]);
});

test("delivery and claims: repositories, owners, what is in force, what fedc believes", () => {
  assert.equal(entriesAfter(["example/bank, path", "mallory/bank, path"]), [
    `delivery changed gitops.repository of cluster bank | https://github.com/example/bank | https://github.com/mallory/bank [${bank}]`,
  ]);
  assert.equal(entriesAfter([`owner: "${bank}"`, 'owner: "@example/mallory"']), [
    `delivery changed owner of cluster bank | ${bank} | @example/mallory [${bank} @example/mallory]`,
  ]);
  assert.equal(
    entriesAfter(["pathNormalization: BASE", "pathNormalization: NONE"])[0],
    `claims changed fedc now believes about shop: path normalization of its proxies | BASE | NONE [${shop}]`,
  );
  assert.equal(entriesAfter(['version: "1.31"', 'version: "1.28"']), [
    `claims changed fedc now believes about shop: version of Istio | 1.31, measured with Envoy 1.40 | 1.28, by Istio's release notes, not measured [${shop}]`,
  ]);
  const denies = entriesAfter([
    "BASE }\n    gitops: { repository: https://github.com/example/bank",
    "BASE, defaultDeny: true }\n    gitops: { repository: https://github.com/example/bank",
  ]);
  assert.ok(
    denies.includes(
      `claims changed fedc now believes about bank: pods can be reached only by calls that a policy allows (defaultDeny) | false | true [${bank} ${payments}]`,
    ),
  );
  assert.is(denies.filter((line) => line.startsWith("boundary changed defaultDeny for ")).length, 3);
});

test("what is no longer in force shows in every section that it affects", () => {
  const entries = entriesAfter(["  payments:\n    protocol: http\n", "  payments:\n    protocol: http\n    inactive: later\n"]);
  assert.equal(entries, [
    `access lost shop/web in shop -> payments of bank (pay.bank:8080) | GET on /v1/* [(${shop})]`,
    `boundary changed who in bank may call payments of bank | only bank/web | every local caller that no other policy denies [${bank} ${payments}]`,
    `traffic removed payments.shop:80 goes away in shop for shop/web: it led to payments [${shop}]`,
    `delivery removed service payments is no longer in force | later [${bank} ${payments} (${shop})]`,
  ]);
});

test("who may call a service whose access changes is told in full, before and after", () => {
  const { callers, entries } = reportAfter(["callers: [shop/web], timeout", "callers: [shop/web, shop/api], timeout"]);
  assert.equal(callers, [
    {
      service: "payments",
      cluster: "bank",
      before: ["shop/web in shop: GET on /v1/*"],
      after: ["shop/api, shop/web in shop: GET on /v1/*"],
    },
  ]);
  assert.equal(entries[0]?.at, { file: "federation.yaml", line: reviewed.slice(0, reviewed.indexOf("timeout: 5s")).split("\n").length });
});

test("clusters and services under new names are the same, and the former owners are asked", () => {
  const renamed = (text: string) => text.replace(/\bbank(:\n|: \{|\]| \}|,)/g, "vault$1").replace("  bank:\n", "  vault:\n");
  const cluster = changeReport(versionOf(reviewed), versionOf(renamed(reviewed).replace(/example\/vault/g, "example/bank")));
  assert.equal(told(cluster), [`delivery changed name of a cluster | bank | vault [${bank} ${shop}]`]);
  const service = reviewed.replaceAll("payments:\n", "pays:\n").replace("to: payments", "to: pays").replace(`"${payments}"`, "mallory");
  assert.equal(told(changeReport(versionOf(reviewed), versionOf(service))), [
    `delivery changed owner of service pays | ${payments} | mallory [${payments} mallory]`,
    `delivery changed name of a service | payments | pays [${bank} ${payments} ${shop} mallory]`,
  ]);
});

test("comments, order and written defaults are no change, and told as such", () => {
  for (const [before, after] of [
    ["kind: Federation", "kind: Federation # it is"],
    ["trust:\n  roots", "trust:\n  mode: gateways\n  roots"],
    ["{ file: bank.pem }", "{ file: bank.pem, state: active }"],
    ["{ as: payments.shop, port: 80,", "{ port: 80, as: payments.shop,"],
  ] as const) {
    const report = reportAfter([before, after]);
    assert.equal([report.entries, report.onlyText], [[], true], after);
  }
  assert.is(changeReport(versionOf(reviewed), versionOf(reviewed)).onlyText, false);
});

test("an approval counts only of those who own something, and nobody can approve what has no owner", () => {
  const report = reportAfter(["192.0.2.2", "192.0.2.9"]);
  assert.equal(
    ownersAsked(report, [shop]).asked.map(({ owner, given }) => [owner, given]),
    [
      [bank, false],
      [shop, true],
    ],
  );
  assert.throws(() => ownersAsked(report, ["@example/shops"]), /`@example\/shops` does not own a cluster or a service/);
  const unowned = edited([[`    owner: "${eu}"\n`, ""]]);
  const moved = changeReport(versionOf(unowned), versionOf(unowned.replace("example/eu,", "example/moved,")));
  assert.equal(ownersAsked(moved), { asked: [], reported: [], unowned: ["gitops.repository of cluster eu"] });
});

test.run();
