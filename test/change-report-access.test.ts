/** What the report says of access where no list of methods and paths tells it: another protocol. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { byCallerAndService } from "../compiler/access/changes/access-change.ts";
import { changeReport } from "../compiler/change-report/make-report.ts";
import { edited, told, versionOf } from "./support/reviewed.ts";

const test = suite("report of changes: access");
const [shop, bank, payments] = ["@example/shop", "@example/bank", "@example/payments"];

/** The service `payments` by another protocol, without what only HTTP has. */
function speaking(protocol: string, allow: string): string {
  return edited([
    ["  payments:\n    protocol: http", `  payments:\n    protocol: ${protocol}`],
    ["{ methods: [GET], paths: [/v1/*] }", allow],
    [", timeout: 5s", ""],
    ["  - never: { from: shop, to: payments, method: POST }\n", ""],
  ]);
}

const [http, tcp, grpc] = [
  speaking("http", "{ methods: [GET], paths: [/v1/*] }"),
  speaking("tcp", "any"),
  speaking("grpc", "{ rpcs: [pay.v1.Pay/*] }"),
];
const call = "shop/web in shop -> payments of bank (pay.bank:8080)";

function between(before: string, after: string) {
  const report = changeReport(versionOf(before), versionOf(after));
  return { lines: told(report), notes: report.entries.flatMap(({ note }) => note ?? []), kinds: report.access.map(({ kind }) => kind) };
}

test("from http or grpc to tcp access only widens: a connection may carry any request", () => {
  for (const [before, requests, protocol] of [
    [http, "GET on /v1/*", "http"],
    [grpc, "POST on /pay.v1.Pay/*", "grpc"],
  ] as const) {
    const { lines, notes, kinds } = between(before, tcp);
    assert.equal(kinds, ["widened"]);
    assert.equal(lines, [
      `access widened ${call} | ${requests} | every connection [${bank} ${payments} ${shop}]`,
      `access changed protocol of service payments | ${protocol} | tcp [${bank} ${payments} ${shop}]`,
    ]);
    assert.equal(notes, ["no gateway reads requests any more: every method and path passes, and all that is not HTTP"]);
  }
});

test("from tcp to http access only narrows, and the other protocol asks both sides all the same", () => {
  const { lines, notes, kinds } = between(tcp, http);
  assert.equal(kinds, ["narrowed"]);
  assert.equal(lines, [
    `access narrowed ${call} | every connection | GET on /v1/* [(${shop})]`,
    `access changed protocol of service payments | tcp | http [${bank} ${payments} ${shop}]`,
  ]);
  assert.equal(notes, ["gateways read requests from now on: a connection that carries anything else fails"]);
});

test("from http to grpc other requests pass than before: some are gained, and some are lost", () => {
  assert.equal(between(http, grpc).kinds, ["widened", "narrowed"]);
});

test("labels that calling pods must have narrow access, without them it widens, and other labels are other pods", () => {
  const labelled = (labels: string) => edited([["callers: [shop/web], timeout: 5s", `callers: [shop/web]${labels}, timeout: 5s`]]);
  const [all, some, fewer, others] = [
    "",
    ", callerLabels: { app: a }",
    ", callerLabels: { app: a, tier: b }",
    ", callerLabels: { app: c }",
  ].map(labelled) as [string, string, string, string];
  const narrowed = between(all, some);
  assert.equal(narrowed.lines, [
    `access narrowed shop/web in shop (pods with app=a) -> payments of bank (pay.bank:8080) | GET on /v1/* by every pod | GET on /v1/* [(${shop})]`,
  ]);
  assert.equal(
    [between(some, all).kinds, between(some, fewer).kinds, between(fewer, some).kinds],
    [["widened"], ["narrowed"], ["widened"]],
  );
  assert.equal(between(some, others).kinds, ["gained", "lost"]);
  const more = between(all, some.replace("methods: [GET], paths: [/v1/*]", "methods: [GET, PUT], paths: [/v1/*]"));
  assert.equal(more.kinds, ["widened", "narrowed"]);
});

test("no caller loses what everyone gains, and only the others gain what everyone had", () => {
  const self = edited([["    hostname: shop.example.com\n", "    hostname: shop.example.com\n    managed: false\n"]]);
  const ofPayments = (before: string, after: string) =>
    between(before, after).lines.filter((line) => line.includes("payments of bank (pay"));
  const known = edited([]);
  assert.equal(ofPayments(known, self), [
    `access gained everyone in shop -> payments of bank (pay.bank:8080) | GET on /v1/* [${bank} ${payments} ${shop}]`,
  ]);
  assert.equal(ofPayments(self, known), [`access lost everyone in shop -> payments of bank (pay.bank:8080) | GET on /v1/* [(${shop})]`]);
});

test("a caller with a connection and with requests to the same port may do what a connection may", () => {
  const access = { from: "shop", caller: "shop/web", as: "a:80", to: "bank", service: "pay", local: "pay.bank:80", share: 100 };
  const requests = [{ methods: ["GET"], paths: "any" as const }];
  for (const both of [
    [access, { ...access, requests }],
    [{ ...access, requests }, access],
  ])
    assert.equal([...byCallerAndService(both).values()], [access]);
});

test.run();
