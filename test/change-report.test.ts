/** What the report says of single changes, and whom it asks. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { changeReport } from "../compiler/change-report/make-report.ts";
import { missingApprovals, ownersAsked, subjectsInWords } from "../compiler/change-report/owners-asked.ts";
import { valueText } from "../compiler/change-report/value-text.ts";
import { edited, reportAfter, reviewed, rootFiles, told, versionOf } from "./support/reviewed.ts";

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
  assert.is(incoming.entries[0]?.note, "shop trusts it; step 1 of 3 of a rotation: trust the new root before it signs");
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

/** The federation with other assertions, and without grants of every method. */
function asserting(...assertions: readonly string[]): string {
  const items = assertions.map((one) => `  - ${one}\n`).join("");
  return reviewed.replaceAll("methods: any", "methods: [GET, POST]").replace(/assertions:[\s\S]*$/, `assertions:\n${items}`);
}

function entriesBetween(before: string, after: string): readonly string[] {
  return told(changeReport(versionOf(before), versionOf(after)));
}

test("guarantees: an assertion over any asks the owners of all that it covers, and none of what it excepts", () => {
  const [kept, trace] = ["always: { from: shop, to: payments, path: /v1/a, method: GET }", "{ from: any, to: any, method: TRACE }"];
  const words = "from any cluster to any service, method TRACE";
  assert.equal(entriesBetween(asserting(kept, `never: ${trace}`), asserting(kept)), [
    `guarantees removed an assertion is deleted | never ${words} [${bank} ${eu} ${payments}]`,
  ]);
  const about = (except: string) => asserting(kept, `never: { from: any, to: any, method: TRACE, except: [${except}] }`);
  assert.equal(entriesBetween(asserting(kept), about("{ at: bank }")), [
    `guarantees added an assertion is new | never ${words}, except calls at bank [${eu}]`,
  ]);
  assert.equal(entriesBetween(asserting(kept), about("{ to: [pricing, rates] }")), [
    `guarantees added an assertion is new | never ${words}, except calls to pricing and rates [${bank} ${payments}]`,
  ]);
  assert.equal(entriesBetween(asserting(kept, `never: ${trace}`), about("{ from: any }, { from: shop, caller: [shop/web] }")), [
    `guarantees changed an assertion is changed | never ${words} | never ${words}, except calls from any cluster and from shop by shop/web [${bank} ${eu} ${payments}]`,
  ]);
  const forNobodyYet = "never: { from: any, except: [shop, bank, eu], to: payments }";
  assert.equal(entriesBetween(asserting(kept, forNobodyYet), asserting(kept)), [
    `guarantees removed an assertion is deleted | never from any cluster to payments, except calls from bank, from eu and from shop [${bank} ${payments}]`,
  ]);
});

test("guarantees: lists are compared by their names, and a weaker assertion is a change of the stronger one", () => {
  const strong = "never: { from: [shop, eu], to: [payments, rates], at: [bank, eu], caller: [a/b, c/*], method: [PUT, PATCH] }";
  const turned = "never: { from: [eu, shop], to: [rates, payments], at: [eu, bank], caller: [c/*, a/b], method: [PATCH, PUT] }";
  assert.equal(
    entriesBetween(
      asserting(strong, "never: { from: any, to: any, method: TRACE }"),
      asserting("never: { from: any, to: any, method: TRACE }", turned),
    ),
    [],
  );
  assert.equal(entriesBetween(asserting(strong), asserting("never: { from: eu, to: [rates, payments], method: PUT }")), [
    `guarantees changed an assertion is changed | never from eu or shop by a/b or c/* to payments or rates at bank or eu, method PATCH or PUT | never from eu to payments or rates, method PUT [${bank} ${eu} ${payments}]`,
  ]);
});

test("guarantees: a group that an assertion names changes what is asserted", () => {
  const grouping = (group: string) =>
    asserting("never: { from: partners, to: payments, method: POST }").replace(
      "trust:\n  roots",
      `groups: { partners: ${group} }\ntrust:\n  roots`,
    );
  const entries = entriesBetween(grouping("[eu, shop]"), grouping("[shop]"));
  assert.ok(
    entries.includes(
      `guarantees changed an assertion is changed | never from partners (eu and shop) to payments, method POST | never from partners (shop) to payments, method POST [${bank} ${payments}]`,
    ),
    entries.join("\n"),
  );
  const renamed = grouping("[eu, shop]").replaceAll("partners", "friends");
  assert.equal(entriesBetween(grouping("[eu, shop]"), renamed), [
    `delivery changed name of a group | partners | friends [${bank} ${eu} ${shop}]`,
  ]);
});

test("guarantees: an accepted finding asks the owners of all that its path leads to", () => {
  const asked = (at: string) => {
    const accepting = `${reviewed}accept:\n  - { finding: FED346, at: ${at}, because: read }\n`;
    const [entry, ...more] = changeReport(versionOf(reviewed), versionOf(accepting)).entries;
    assert.equal([entry?.section, entry?.unowned, more], ["guarantees", false, []]);
    assert.is(entry?.text, `FED346 (prefix that an encoded path bypasses) at ${at} is accepted, and no longer shown`);
    return entry?.asks;
  };
  for (const at of ["services", "clusters", "groups", "trust", "trust.roots"]) assert.equal(asked(at), [bank, eu, payments, shop], at);
  for (const at of ["services.payments", "services.payments.expose", "services.payments.consume"])
    assert.equal(asked(at), [bank, payments, shop], at);
  for (const at of ["services.payments.expose.bank", "assertions.payments"]) assert.equal(asked(at), [bank, payments], at);
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

test("an accepted finding follows renamed clusters and services", () => {
  const before = `${reviewed}accept:\n  - { finding: FED346, at: services.payments.expose.bank, because: read }\n`;
  const after = before
    .replace("  payments:\n", "  pays:\n")
    .replace("to: payments", "to: pays")
    .replace("services.payments", "services.pays");
  assert.equal(entriesBetween(before, after), [`delivery changed name of a service | payments | pays [${bank} ${payments} ${shop}]`]);
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

test("an owner who is asked about very much is told the first of it, and how much more there is", () => {
  const forbidden = Array.from({ length: 200 }, (_, i) => `never: { from: any, to: payments, path: /secret-${i}/* }`);
  const report = changeReport(versionOf(asserting(...forbidden)), versionOf(asserting("never: { from: eu, to: rates }")));
  const approvals = ownersAsked(report);
  const [about] = approvals.asked;
  assert.is(about?.for.length, 201);
  assert.match(subjectsInWords(about?.for ?? []), /secret-1\/\*, .*and 193 more$/s);
  assert.ok(missingApprovals(approvals).every(({ message }) => message.length < 1000));
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
