/** Plans of waves that need more than two files: see test/samples/waves for the others. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { FederationObject } from "../compiler/4-plan/objects.ts";
import { verify } from "../compiler/5-verify/verify.ts";
import { chooseWave } from "../compiler/waves/choose-wave.ts";
import { IntermediateOverlays, transitionOf } from "../compiler/waves/intermediate-overlay.ts";
import { partlySynced } from "../compiler/waves/partly-synced.ts";
import { planWaves, planWithdrawals } from "../compiler/waves/plan-waves.ts";
import { KnownTexts, type StoredManifest, storedManifestsOf } from "../compiler/waves/stored-manifests.ts";
import type { Wave } from "../compiler/waves/wave.ts";
import { rootTexts } from "./support/random-federation.ts";
import { exposed, live, one, plan, type RootItem, type Shop, shop, used } from "./support/shop.ts";
import { type Side, violations } from "./support/violations.ts";

const test = suite("waves");

/** `1: a b`, for each wave with its clusters. */
function shown(waves: readonly Wave[]): readonly string[] {
  return waves.map(({ number, overlays }) => `${number}: ${[...overlays.keys()].join(" ")}`);
}

for (const mode of ["gateways", "workloads"] as const)
  test(`mode ${mode}: a service moves, and a name of it goes that everybody might call`, () => {
    const open = mode === "workloads" ? { callers: "any" } : {};
    const federation = (service: string, consume: object) => {
      const own = exposed("bar", { b: { methods: ["GET"], ...open }, c: { methods: ["GET"], ...open } });
      return shop({ bar: { expose: { a: { ...own, service } }, consume: { c: used("bar"), ...consume } } }, mode);
    };
    const anybody = { ...used("bar"), callers: "any" };
    // With another port of its Service, which stays, or without.
    for (const { kept, port } of [
      { kept: [], port: 80 },
      { kept: [{ ...anybody, callers: ["shop/foo"] }], port: 81 },
    ]) {
      const before = federation("bar.shop", { b: [...kept, { ...anybody, port }] });
      const after = federation("baz.shop", { b: [...kept, { ...anybody, port, inactive: "no more" }] });
      const planned = plan(before, after);
      assert.ok(planned.length > 0);
      assert.equal(violations(before, after, planned), []);
    }
  });

for (const mode of ["gateways", "workloads"] as const)
  test(`mode ${mode}: a partner may come or go in each step of a root's rotation`, () => {
    const [old, fresh, last] = rootTexts;
    const rotation: readonly { readonly before: readonly RootItem[]; readonly after: readonly RootItem[] }[] = [
      { before: [{ pem: old }], after: [{ pem: old }, { pem: fresh, state: "incoming" }] },
      {
        before: [{ pem: old }, { pem: fresh, state: "incoming" }],
        after: [{ pem: old, state: "retiring" }, { pem: fresh }],
      },
      { before: [{ pem: old, state: "retiring" }, { pem: fresh }], after: [{ pem: fresh }] },
    ];
    const two = { ...one, foo: { expose: { a: exposed("foo", { c: { methods: ["GET"] } }) }, consume: { c: used("foo") } } };
    const federation = (services: Readonly<Record<string, Shop>>, r0: readonly RootItem[]) =>
      shop(services, mode, { r0, r1: [{ pem: last }] });
    for (const step of rotation)
      for (const { before, after } of [
        { before: federation(one, step.before), after: federation(two, step.after) },
        { before: federation(two, step.before), after: federation(one, step.after) },
      ])
        assert.equal(violations(before, after, plan(before, after)), []);
  });

test("a change of words alone comes with the first wave, and waits for nothing", () => {
  const side = shop(one);
  const withOlderReadme = new Map(
    [...live(side)].map(([cluster, files]) => [
      cluster,
      cluster === "c" ? new Map([...files].map(([path, text]) => [path, path.endsWith("README.md") ? "older" : text] as const)) : files,
    ]),
  );
  const moved = shop({ bar: { ...one.bar, consume: { b: used("bar", ["shop/other"]) } } });
  const waves = (after: Side) => {
    const planned = planWaves(after, withOlderReadme);
    return "waves" in planned ? shown(planned.waves) : [];
  };
  assert.equal(waves(side), ["1: c"]);
  assert.equal(waves(moved), ["2: b c"]);
});

test("withdrawals alone remove what is no longer granted, and leave the rest", () => {
  const both = shop({
    bar: {
      expose: { a: exposed("bar", { b: { methods: ["GET", "PUT"] }, c: { methods: ["GET"] } }) },
      consume: { b: used("bar"), c: used("bar") },
    },
  });
  const less = shop({ ...one, foo: { expose: { c: exposed("foo", { b: { methods: ["GET"] } }) }, consume: { b: used("foo") } } });
  const waves = planWithdrawals(less, live(both));
  assert.equal(shown(waves), ["1: a c", "2: a b c"]);
  const files = waves[0]?.overlays.get("a")?.files;
  assert.match(files?.get("generated/consumer-b.yaml") ?? "", /methods: \[GET\]/);
  assert.not.ok(files?.has("generated/consumer-c.yaml"));
});

test("clusters that hold the same now, and not afterwards, do not get each other's intermediate overlays", () => {
  const two = shop({ ...one, foo: { expose: { a: exposed("foo", { b: { methods: ["GET"] } }) }, consume: { b: used("foo") } } });
  const other = shop({ bar: { expose: { a: exposed("bar", { b: { methods: ["PUT"] } }) }, consume: { b: used("bar", ["shop/baz"]) } } });
  const known = new KnownTexts();
  const now = live(shop(one)).get("a") ?? new Map<string, string>();
  const transitions = [two, other].flatMap(({ overlays: [first] }) => (first ? [transitionOf(now, first, known)] : []));
  const sides = { trust: "union", gateways: "union", exposing: "union", routes: "union", names: "union" } as const;
  const textsBy = (between: () => IntermediateOverlays) => transitions.map((one) => [...between().of(one, sides).files]);
  const shared = new IntermediateOverlays(new Map());
  const apart = textsBy(() => new IntermediateOverlays(new Map()));
  assert.is.not(JSON.stringify(apart[0]), JSON.stringify(apart[1]));
  assert.equal(
    textsBy(() => shared),
    apart,
  );
});

test("a wave that has to wait names the wave and the clusters that it waits for", () => {
  const two = shop({ ...one, foo: { expose: { a: exposed("foo", { b: { methods: ["GET"] } }) }, consume: { b: used("foo") } } });
  const planned = plan(shop(one), two);
  const choice = chooseWave(planned, { number: 2, only: undefined });
  assert.match("refused" in choice ? choice.refused.message : "", /^wave 2 has to wait for wave 1, which is not merged for `a`: /);
  assert.equal(chooseWave(planned, { number: undefined, only: undefined }), { wave: planned[0], later: planned.slice(1) });
  assert.equal(chooseWave([], { number: 2, only: undefined }), { wave: undefined, later: [] });
});

test("the pods of a new gateway do not run while its cluster syncs, and the model notices", () => {
  const after = shop(one);
  const manifestsOf = (files: ReadonlyMap<string, string>) => storedManifestsOf(files, new KnownTexts());
  const objectsOf = (manifests: ReadonlyMap<string, StoredManifest>) => [...manifests.values()].map(({ object }) => object);
  const isStarting = (object: FederationObject) => object.kind === "Deployment" && object.spec.replicas === 0;
  const manifests = manifestsOf(after.overlays.find(({ cluster }) => cluster === "b")?.files ?? new Map());
  const starting = partlySynced(new Map(), manifests).find((state) => objectsOf(state).some(isStarting)) ?? new Map();
  assert.is(starting.size, manifests.size);
  const synced = new Map(after.overlays.map(({ cluster, files }) => [cluster, objectsOf(manifestsOf(files))]));
  assert.equal(verify(after.federation, synced), []);
  assert.ok(verify(after.federation, new Map([...synced, ["b", objectsOf(starting)]])).length > 0);
  assert.equal(partlySynced(manifests, manifests), [], "pods that ran before go on running");
});

test.run();
