import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { throwAwayAuthority } from "../compiler/commands/trust-dev/throw-away-authority.ts";
import { behaviour } from "./conformance/app/behaviour.ts";
import { withValidity } from "./conformance/authorities/validity.ts";
import { type CallAnswer, callLine, type PlannedCall } from "./conformance/calls/call.ts";
import { answersText, expectationText, isAsExpected } from "./conformance/calls/expectation.ts";
import { readCalls } from "./conformance/calls/read-calls.ts";
import { unseenBy } from "./conformance/calls/sight.ts";
import { answerTo } from "./conformance/machine/dns.ts";
import { readNames, readTopology, withVersions } from "./conformance/scenario/topology.ts";

const reading = suite("calls of the conformance suite");
const [app, other] = ["b/shop/stock-v1", "c/shop/stock-v1"];

function call(fields: object): PlannedCall {
  const [read] = readCalls([{ from: "a/shop/web", get: "http://stock:80/x", ...fields }]);
  if (!read) throw new Error("one call in, one call out");
  return read;
}

function accepts(expect: unknown, ...answers: readonly CallAnswer[]): boolean {
  return isAsExpected(call({ expect }).expect, answers);
}

reading("a sentence says which status is expected of whom", () => {
  assert.ok(accepts(`200 by ${app}`, { result: "200", by: app }));
  assert.not(accepts(`200 by ${app}`, { result: "200", by: other }));
  assert.not(accepts(`200 by ${app}`, { result: "503" }));
  assert.ok(accepts(403, { result: "403" }));
  assert.ok(accepts("no answer", { result: "none" }));
  assert.ok(accepts("403 or no answer", { result: "none" }));
  assert.ok(accepts(`an echo by ${app} or ${other}`, { result: "echo", by: other }));
  assert.ok(accepts("no app", { result: "404" }));
  assert.not(accepts("no app", { result: "404", by: app }));
  assert.ok(accepts("anything", { result: "none" }));
});

reading("a sentence says which share is expected of whom, of how many calls", () => {
  const { expect, times } = call({ expect: `50 % by ${app} and 50 % by ${other} of 60 calls` });
  const answers = (count: number) => Array.from({ length: 60 }, (_, index) => ({ result: "200", by: index < count ? app : other }));
  assert.is(times, 60);
  assert.ok(isAsExpected(expect, answers(25)));
  assert.not(isAsExpected(expect, answers(10)));
  assert.not(isAsExpected(expect, [...answers(30), { result: "503" }]));
  assert.not(accepts(`100 % by ${app} of 2 calls`, { result: "200", by: app }, { result: "200", by: other }));
});

reading("fields say the same as a sentence", () => {
  assert.equal(call({ expect: 200, by: app }).expect, call({ expect: `200 by ${app}` }).expect);
  assert.equal(call({ times: 4, share: { [app]: 1 } }), call({ expect: `100 % by ${app} of 4 calls` }));
  assert.equal(call({ share: { null: 1 }, within: 0.01 }).expect, call({ expect: "no app" }).expect);
  assert.equal(call({ share: {} }).expect, call({ expect: "anything" }).expect);
});

reading("what is no call is refused with its number and the reason", () => {
  const refusal = (entry: object, reason: RegExp) => assert.throws(() => readCalls([entry]), reason);
  refusal({ from: "a/web", get: "http://x/", expect: 200 }, /call 1 .*`a\/web` is no pod/);
  refusal({ from: "a/shop/web", expect: 200 }, /it calls nothing/);
  refusal({ from: "a/shop/web", get: "http://x/" }, /what to `expect`/);
  refusal({ from: "a/shop/web", get: "http://x/", expect: "fine" }, /`fine` is no result/);
  refusal({ from: "a/shop/web", tcp: "x:1", sni: "y", expect: "echo" }, /no field `sni`/);
  refusal({ from: "a/shop/web", get: "http://x/", expect: `50 % by ${app}` }, /of how many calls/);
});

reading("a report has the call and the answers in words", () => {
  const certificate = { authority: "a-ca", uri: "spiffe://a.example/x" };
  const stranger = call({ tls: "b/gateways/ingress", sni: "a.b.example", get: "/x", certificate, expect: "none" });
  assert.is(callLine(stranger), "a/shop/web TLS b/gateways/ingress:15443 as URI spiffe://a.example/x of a-ca: GET a.b.example/x");
  assert.is(callLine(call({ headers: { Who: "me" }, expect: 200 })), "a/shop/web GET http://stock:80/x (who: me)");
  assert.is(answersText([{ result: "200", by: app }, { result: "none" }]), `1 x 200 by ${app}, 1 x no answer`);
  assert.is(expectationText(call({ expect: "none" }).expect), "no answer");
});

reading("a call says which version of HTTP it speaks, and what stands in its request line", () => {
  const line = (fields: object) => callLine(call({ expect: 200, ...fields }));
  assert.is(line({ http: 2 }), "a/shop/web GET http://stock:80/x over HTTP/2");
  assert.is(line({ http: 1.0, target: "http://other/" }), "a/shop/web GET http://stock:80/x with the target http://other/ over HTTP/1.0");
  assert.throws(() => call({ http: 3, expect: 200 }), /`http` is 1.0, 1.1 or 2/);
  assert.throws(() => call({ http: 2, target: "http://other/", expect: 200 }), /has no `target`/);
});

reading("a stranger's certificate may be signed by an authority under another, or out of date", () => {
  const line = (odd: object) =>
    callLine(call({ tls: "b/gateways/ingress", sni: "x", certificate: { authority: "ca", dns: ["n", "m"], ...odd }, expect: "none" }));
  assert.match(line({ by: "leaf" }), "as DNS n, DNS m of a leaf of ca:");
  assert.match(line({ by: "intermediate", state: "expired" }), "of an intermediate of ca, expired:");
  assert.throws(() => line({ state: "old" }), /`state` is expired or early/);
  assert.throws(() => line({ serial: 1 }), /a certificate has no field `serial`/);
});

reading("a certificate gets another time, and is signed anew", () => {
  const { pem } = throwAwayAuthority(new Date());
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const [expired, early] = (["expired", "early"] as const).map((state) => new X509Certificate(withValidity(pem, key, state)));
  assert.ok(expired?.verify(publicKey) && early?.verify(publicKey));
  assert.ok(Date.parse(expired?.validTo ?? "") < Date.now() && Date.parse(early?.validFrom ?? "") > Date.now());
});

reading("an application is asked what it saw", () => {
  const reached = { method: "GET", path: "/x?y", tries: 2, headers: { host: "stock" } };
  const unseen = (sees: object) => unseenBy(call({ expect: 200, sees }).sees, [{ result: "200", by: app, reached }]);
  assert.equal(unseen({ path: "/x\\?.*", method: "GET", tries: 2, Host: "st.ck", "x-forwarded-for": null }), []);
  assert.equal(unseen({ path: "/x", tries: 1, host: null, other: ".*" }), ["path: /x?y", "tries: 2", "host: stock", "other: undefined"]);
  assert.equal(unseenBy(call({ expect: 200, sees: { path: "/" } }).sees, [{ result: "403" }]), ["no application said what reached it"]);
  assert.equal(unseenBy(undefined, [{ result: "403" }]), []);
});

reading("an application fails the first tries of a call, if it is told to", () => {
  const fails = (headers: Record<string, string>) => behaviour({ "x-fail-first": "1", ...headers }).fails;
  assert.equal([fails({ "x-call": "1" }), fails({ "x-call": "1" }), fails({ "x-call": "2" })], [true, false, true]);
  assert.equal(behaviour({ "x-wait": "0.5" }), { tries: 1, fails: false, waitInMilliseconds: 500 });
});

reading("every scenario has a topology and calls that can be read", () => {
  const folder = fileURLToPath(new URL("conformance/scenarios/", import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => /(^|\/)topology\.yaml$/.test(name))) readTopology(parse(readFileSync(folder + file, "utf8")));
  for (const file of files.filter((name) => /(^|\/)calls[^/]*\.yaml$/.test(name))) readCalls(parse(readFileSync(folder + file, "utf8")));
});

reading("versions of Istio are for all clusters or for one", () => {
  const topology = readTopology({ clusters: { a: null, b: { istio: 1.3 }, c: {} } });
  const versions = [...withVersions(topology, ["1.30", "c=1.31"])].map(([name, { istio }]) => `${name} ${istio}`);
  assert.equal(versions, ["a 1.30", "b 1.30", "c 1.31"]);
  assert.equal([...readNames({ clusters: { a: {} }, names: { "api.example": "10.66.1.40" } })], [["api.example", "10.66.1.40"]]);
  assert.throws(() => readTopology({ clusters: { a: {} }, name: {} }), /no field `name`/);
  assert.throws(() => readTopology({ clusters: { a: { root: "r", roots: "r" } } }), /no field `roots`/);
});

reading("a lookup is answered with an address, with none, or with no such name", () => {
  const query = Buffer.from("00070100000100000000000001610162000001" + "0001", "hex");
  assert.is(
    answerTo(query, (name) => (name === "a.b" ? "10.96.0.1" : undefined))
      ?.subarray(-4)
      .join("."),
    "10.96.0.1",
  );
  assert.is(answerTo(query, () => "none")?.readUInt16BE(6), 0);
  assert.is((answerTo(query, () => undefined)?.readUInt16BE(2) ?? 0) & 15, 3);
  assert.is(
    answerTo(query.subarray(0, 14), () => undefined),
    undefined,
  );
});

reading.run();
