/** What a cluster holds while it syncs a wave: its objects do not change all at once. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { verify } from "../compiler/5-verify/verify.ts";
import { partlySynced } from "../compiler/waves/partly-synced.ts";
import { planWaves } from "../compiler/waves/plan-waves.ts";
import { storedManifestsOf } from "../compiler/waves/stored-manifests.ts";
import type { Side } from "./support/mixed-states.ts";
import type { Anything } from "./support/planned.ts";
import { exposed, live, one, plan, shop, used } from "./support/shop.ts";

const test = suite("waves within a cluster");

/** Which of the clusters' objects come or go in each wave, and each is called the same when those before it are merged. */
function steps(before: Side, after: Side, cluster: string): readonly string[] {
  let now = before.overlays.find((overlay) => overlay.cluster === cluster)?.files ?? new Map();
  const merged = new Map(live(before));
  for (const { number, overlays } of plan(before, after)) {
    const replanned = planWaves(after, merged);
    assert.is("waves" in replanned && replanned.waves[0]?.number, number);
    for (const [name, { files }] of overlays) merged.set(name, files);
  }
  return plan(before, after).map(({ number, overlays }) => {
    const then = overlays.get(cluster)?.files ?? now;
    const objects = (files: ReadonlyMap<string, string>) =>
      new Map([...storedManifestsOf(files, new Map())].map(([key, { text }]) => [key.replace(/ [a-z-]* /, " "), text]));
    const [old, next] = [objects(now), objects(then)];
    now = then;
    const signs = [...new Set([...old.keys(), ...next.keys()])].sort().flatMap((key) => {
      if (old.get(key) === next.get(key)) return [];
      return [`${!next.has(key) ? "-" : old.has(key) ? "~" : "+"}${key}`];
    });
    return [`${number}:`, ...signs].join(" ");
  });
}

test("who moves to another exposer has the way there before the local name leads there, and the old way until it does not", () => {
  const at = (exposer: string) =>
    shop({ ...one, bar: { expose: { [exposer]: exposed("bar", { b: { methods: ["GET"] } }) }, consume: { b: used("bar") } } });
  assert.equal(steps(at("a"), at("c"), "b"), [
    "1: +AuthorizationPolicy exposer-c +DestinationRule exposer-c ~Gateway federation-egress ~Secret federation-egress-cacert +ServiceEntry exposer-c +VirtualService exposer-c",
    "2: ~VirtualService federation-bar",
    "3: -AuthorizationPolicy exposer-a -DestinationRule exposer-a ~Gateway federation-egress -ServiceEntry exposer-a -VirtualService exposer-a",
    "4: ~Secret federation-egress-cacert",
  ]);
});

test("pods that a route tells apart are told apart until no route does", () => {
  const split = (to: readonly Anything[]) =>
    shop({
      bar: {
        expose: { a: exposed("bar", { b: { methods: ["GET"] } }) },
        consume: { b: used("bar", ["shop/foo"], { localService: "existing", routes: [{ to }] }) },
      },
    });
  const half = split([
    { cluster: "a", weight: 50 },
    { local: { subset: { version: "v2" } }, weight: 50 },
  ]);
  const all = split([{ cluster: "a" }]);
  assert.equal(steps(half, all, "b"), ["2: ~VirtualService federation-bar", "3: -DestinationRule federation-bar"]);
  assert.equal(steps(all, half, "b"), ["1: +DestinationRule federation-bar", "2: ~VirtualService federation-bar"]);
});

test("an egress gateway lets through what went past it before it gets that", () => {
  const by = (via: string) =>
    shop(
      {
        ...one,
        bar: { expose: { a: exposed("bar", { b: { methods: ["GET"] } }) }, consume: { b: used("bar", ["shop/foo"], { via }) } },
        foo: { expose: { a: exposed("foo", { b: { methods: ["GET"] } }) }, consume: { b: used("foo") } },
      },
      "workloads",
    );
  assert.equal(steps(by("direct"), by("egress"), "b"), ["1: ~AuthorizationPolicy exposer-a", "2: ~ServiceEntry consume-bar--a"]);
  assert.equal(steps(by("egress"), by("direct"), "b"), ["2: ~ServiceEntry consume-bar--a", "3: ~AuthorizationPolicy exposer-a"]);
});

test("while a cluster syncs, the pods of a gateway that is new there do not run yet, and nobody gets through", () => {
  const after = shop(one);
  const objectsOf = (files: ReadonlyMap<string, string>) => storedManifestsOf(files, new Map());
  const files = after.overlays.find(({ cluster }) => cluster === "b")?.files ?? new Map();
  const states = partlySynced(new Map(), objectsOf(files));
  const deployments = states.map((state) => [...state.values()].flatMap(({ object }) => (object.kind === "Deployment" ? [object] : [])));
  const [starting] = states.filter((_, i) => deployments[i]?.some(({ spec }) => spec.replicas === 0));
  assert.is(starting?.size, objectsOf(files).size);
  const all = new Map(
    after.overlays.map((overlay) => [overlay.cluster, [...objectsOf(overlay.files).values()].map(({ object }) => object)]),
  );
  assert.equal(verify(after.federation, all), []);
  const found = verify(
    after.federation,
    all.set(
      "b",
      [...(starting?.values() ?? [])].map(({ object }) => object),
    ),
  );
  assert.ok(found.length > 0, "a gateway without pods is noticed");
  // Pods that were there already go on running.
  assert.equal(partlySynced(objectsOf(files), objectsOf(files)), []);
});

/** Calls of a Service of the cluster's own. */
const own = (callers: readonly string[], allow: Anything = { methods: ["GET"] }) =>
  shop({ bar: { expose: { a: exposed("bar", { b: allow }) }, consume: { b: used("bar", callers, { localService: "existing" }) } } });

test("who is left to a Service of the cluster's own may call the other one until the name leads there no more, and may before it does", () => {
  const some = ["shop/foo", "shop/other"];
  const more = [...some, "depot/picker"];
  const ways = "~AuthorizationPolicy exposer-a ~DestinationRule federation-egress";
  assert.equal(steps(own(more), own(some), "b"), ["2: ~VirtualService federation-bar", `3: ${ways}`]);
  assert.equal(steps(own(some), own(more), "b"), [`1: ${ways}`, "2: ~VirtualService federation-bar"]);
  assert.equal(steps(own(["shop/foo", "depot/picker"]), own(some), "b"), [
    "1: ~AuthorizationPolicy exposer-a",
    "2: ~VirtualService federation-bar",
    `3: ${ways}`,
  ]);
});

test("a name of the cluster's own leads home before the way elsewhere goes", () => {
  const [away] = steps(own(["shop/foo"]), own(["shop/foo"], { methods: ["GET"], inactive: "later" }), "b");
  assert.is(away, "2: -VirtualService federation-bar");
});

test("who calls a cluster that leaves goes on, elsewhere, before anything of the way there is taken away", () => {
  const offered = () => exposed("bar", { b: { methods: ["GET"] } });
  const failover = [{ cluster: "a" }, { cluster: "c" }];
  const services = [
    { expose: { a: offered(), c: offered() }, consume: { b: used("bar", ["shop/foo"], { failover }) } },
    { expose: { a: offered() }, consume: { b: used("bar", ["shop/foo"], { localService: "existing" }) } },
  ];
  const first = services.map((bar) => steps(shop({ bar }), shop({ bar }, "gateways", {}, ["a"]), "b")[0]);
  assert.equal(first, ["2: ~DestinationRule failover-bar ~ServiceEntry failover-bar", "2: -VirtualService federation-bar"]);
});

test.run();
