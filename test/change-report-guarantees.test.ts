/** What the report says of assertions and accepted findings, and whom it asks about them. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { changeReport, type ReportedVersion } from "../compiler/change-report/make-report.ts";
import { missingApprovals, ownersAsked, subjectsInWords } from "../compiler/change-report/owners-asked.ts";
import { asserting, entriesBetween, reviewed, versionOf } from "./support/reviewed.ts";

const test = suite("report of changes: guarantees");
const [shop, bank, eu, payments] = ["@example/shop", "@example/bank", "@example/eu", "@example/payments"];

test("an assertion over any asks the owners of all that it covers, and none of what it excepts", () => {
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

test("lists are compared by their names, and a weaker assertion is a change of the stronger one", () => {
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

test("a group that an assertion names changes what is asserted", () => {
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

test("an accepted finding asks the owners of all that its path leads to", () => {
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

test("an accepted finding follows renamed clusters and services", () => {
  const before = `${reviewed}accept:\n  - { finding: FED346, at: services.payments.expose.bank, because: read }\n`;
  const after = before
    .replace("  payments:\n", "  pays:\n")
    .replace("to: payments", "to: pays")
    .replace("services.payments", "services.pays");
  assert.equal(entriesBetween(before, after), [`delivery changed name of a service | payments | pays [${bank} ${payments} ${shop}]`]);
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

test("a note tells whether what an assertion forbade is still forbidden", () => {
  const kept = "always: { from: shop, to: payments, path: /v1/a, method: GET }";
  const noteOf = (was: string, is: string) => {
    const versions = [was, is].map((call) => versionOf(asserting(kept, `never: { to: payments, ${call} }`))) as [
      ReportedVersion,
      ReportedVersion,
    ];
    return changeReport(...versions).entries.find(({ note }) => note !== undefined)?.note;
  };
  const still = "everything that it forbade is still forbidden";
  const open = (from: string) => `no assertion forbids these calls any more: from ${from} to payments; no grant allows them at present`;
  for (const [strong, weak, from] of [
    ["from: any, method: PUT", "from: shop, method: PUT", "any cluster except shop"],
    ["from: [shop, eu], method: PUT", "from: eu, method: PUT", "shop"],
    ["from: any, method: [PUT, POST]", "from: any, method: PUT", "any cluster"],
    ["from: any, path: /admin/*", "from: any, path: /admin/keys", "any cluster"],
    ["from: any, path: /admin/*", "from: any, path: /admin/*, method: PUT", "any cluster"],
    ["from: any, method: PUT, caller: shop/*", "from: any, method: PUT, caller: shop/web", "any cluster"],
    ["from: any, method: PUT", "from: any, method: PUT, caller: shop/*", "any cluster"],
    ["from: any, method: PUT", "from: any, method: PUT, except: [{ caller: shop/web }]", "any cluster"],
    ["from: any, method: PUT, except: [{ caller: shop/web }]", "from: any, method: PUT, except: [{ caller: shop/* }]", "any cluster"],
    ["from: any, method: PUT", "from: any, method: PUT, except: [eu]", "eu"],
    ["from: any, method: PUT", "from: any, method: PUT, at: bank", "any cluster"],
  ] as const) {
    assert.is(noteOf(strong, weak), open(from), `${strong} -> ${weak}`);
    assert.is(noteOf(weak, strong), still, `${weak} -> ${strong}`);
  }
  const anyCall = changeReport(versionOf(asserting(kept, "never: { from: any, to: any, method: PUT }")), versionOf(asserting(kept)));
  assert.is(anyCall.entries[0]?.note, open("any cluster").replace("payments", "any service"));
  const gone = asserting(kept, "never: { from: any, to: rates, method: PUT }");
  const without = asserting(kept).replace(/ {2}rates:\n[\s\S]*?(?=assertions:)/, "");
  const { entries } = changeReport(versionOf(gone), versionOf(without));
  assert.is(entries.find(({ section }) => section === "guarantees")?.note, "there are no such calls any more");
});

test.run();
