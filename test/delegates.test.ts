/** Calls that a gateway of the user delegates: who gets through, and what the proof finds in a wrong delegate. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Intents } from "../compiler/5-verify/intent/intents.ts";
import { verify } from "../compiler/5-verify/verify.ts";
import { compileSample } from "./support/builds.ts";
import { meshesOf, outcome } from "./support/meshes.ts";
import { type Anything, plannedObjects, withChange } from "./support/planned.ts";

const test = suite("delegates");
const { federation } = compileSample("medley");
const planned = plannedObjects(federation);
const meshes = meshesOf("medley");

function called(caller: string, delegate: string, method = "GET"): { readonly outcome: string; readonly intent: string } {
  const [cluster = "", namespace = "", account = ""] = caller.split("/");
  const from = {
    kind: "workload",
    cluster,
    namespace,
    account,
    labels: {},
    host: `delegate:istio-private-gateways/${delegate}`,
    port: 80,
  } as const;
  const call = { from, request: { method, path: "/d", headers: { host: "shop.example.com" } } };
  return { outcome: outcome(meshes, call), intent: new Intents(federation).of(call).kind };
}

test("a listed account gets through, by the routes of the local name", () => {
  assert.equal(called("d/shop/front", "delegate-page.shop.9080"), { outcome: "100 a page.shop", intent: "granted" });
  assert.equal(called("a/shop/foo", "delegate-bar.shop.80").outcome, "50 b bar.xyz, 50 d bar.xyz");
});

test("another account does not, nor another method", () => {
  assert.is(called("d/shop/other", "delegate-page.shop.9080").outcome, "100 403");
  assert.is(called("d/elsewhere/front", "delegate-page.shop.9080").outcome, "100 503"); // without the rule for the egress gateway
  assert.is(called("d/shop/front", "delegate-page.shop.9080", "POST").outcome, "100 403");
});

test("a delegate that is not there answers 404", () => {
  assert.is(called("d/shop/front", "delegate-page.shop.9081").outcome, "100 404");
});

const faults: readonly (readonly [what: string, change: (spec: Anything) => void])[] = [
  ["a route to another host", (spec) => Object.assign(spec.http[0].route[0].headers.request.set, { ":authority": "bar.d.b.example.com" })],
  ["a match that nothing fits", (spec) => Object.assign(spec.http[0], { match: [{ uri: { exact: "/never" } }] })],
  ["a delegate that nobody sees", (spec) => Object.assign(spec, { exportTo: ["."] })],
];

for (const [what, change] of faults)
  test(`the proof finds ${what}`, () => {
    const changed = withChange(
      planned,
      "d",
      "VirtualService istio-private-gateways/delegate-page.shop.9080",
      ({ spec }) => void change(spec),
    );
    assert.ok(verify(federation, changed).length > 0);
  });

test("the proof finds that there is none", () => {
  const without = withChange(planned, "d", "VirtualService istio-private-gateways/delegate-page.shop.9080", () => false);
  assert.ok(verify(federation, without).length > 0);
});

test.run();
