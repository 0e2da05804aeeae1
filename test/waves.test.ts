/** Changes as people make them, in waves. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { chooseWave } from "../compiler/waves/choose-wave.ts";
import { planWaves, planWithdrawals } from "../compiler/waves/plan-waves.ts";
import { storedManifestsOf } from "../compiler/waves/stored-manifests.ts";
import type { Wave } from "../compiler/waves/wave.ts";
import { mishaps, type Side } from "./support/mixed-states.ts";
import { rootTexts } from "./support/random-federation.ts";
import { exposed, live, one, plan, type RootItem, type Shop, shop, used } from "./support/shop.ts";

const test = suite("waves");

/** `1: a`, for each wave; and nothing goes wrong in any state on the way. */
function waves(before: Side, after: Side): readonly string[] {
  const planned = plan(before, after);
  assert.equal(mishaps(before, after, planned), []);
  return shown(planned);
}

function shown(planned: readonly Wave[]): readonly string[] {
  return planned.map(({ number, overlays }) => `${number}: ${[...overlays.keys()].join(" ")}`);
}

for (const mode of ["gateways", "workloads"] as const) {
  test(`mode ${mode}: a service comes to exposers first and goes from consumers first`, () => {
    const two = { ...one, foo: { expose: { a: exposed("foo", { b: { methods: ["GET"] } }) }, consume: { b: used("foo") } } };
    assert.equal(waves(shop(one, mode), shop(two, mode)), ["1: a", "2: b"]);
    assert.equal(waves(shop(two, mode), shop(one, mode)), ["2: b", "3: a"]);
  });

  test(`mode ${mode}: the first grant of a pair brings trust first, the last one takes it last`, () => {
    const two = { ...one, foo: { expose: { a: exposed("foo", { c: { methods: ["GET"] } }) }, consume: { c: used("foo") } } };
    assert.equal(waves(shop(one, mode), shop(two, mode)), ["1: a c", "2: c"]);
    const back = waves(shop(two, mode), shop(one, mode));
    assert.is(back[0], "2: c");
    assert.is(back.at(-1), "4: a c");
  });

  test(`mode ${mode}: who moves from one exposer to another never loses the service`, () => {
    const at = (exposer: string) => ({
      bar: { expose: { [exposer]: exposed("bar", { b: { methods: ["GET"] } }) }, consume: { b: used("bar") } },
    });
    const [before, after] = [shop({ ...one, ...at("a") }, mode), shop({ ...one, ...at("c") }, mode)];
    assert.equal(waves(before, after).slice(0, 2), ["1: b c", "2: b"]);
  });

  test(`mode ${mode}: another method is there before the old one goes`, () => {
    const by = (method: string) =>
      shop({ bar: { expose: { a: exposed("bar", { b: { methods: [method] } }) }, consume: { b: used("bar") } } }, mode);
    assert.equal(waves(by("GET"), by("POST")), ["1: a", "3: a"]);
  });

  test(`mode ${mode}: another caller and another method at once give neither the other's`, () => {
    const by = (method: string, caller: string) =>
      shop({ bar: { expose: { a: exposed("bar", { b: { methods: [method] } }) }, consume: { b: used("bar", [caller]) } } }, mode);
    assert.ok(waves(by("GET", "shop/foo"), by("POST", "shop/other")).length > 1 || mode === "workloads");
  });

  test(`mode ${mode}: one caller in the place of another`, () => {
    const by = (caller: string) => {
      const callers = mode === "workloads" ? { callers: [caller] } : {};
      return shop(
        { bar: { expose: { a: exposed("bar", { b: { methods: ["GET"], ...callers } }) }, consume: { b: used("bar", [caller]) } } },
        mode,
      );
    };
    assert.is(waves(by("shop/foo"), by("shop/other")).length > 0, true);
  });

  test(`mode ${mode}: a cluster that begins to expose and to consume in one change`, () => {
    const after = { ...one, foo: { expose: { b: exposed("foo", { a: { methods: ["GET"] } }) }, consume: { a: used("foo") } } };
    const more = { ...after, baz: { expose: { a: exposed("baz", { b: { methods: ["GET"] } }) }, consume: { b: used("baz") } } };
    assert.equal(waves(shop(one, mode), shop(more, mode)), ["1: a b", "2: a b"]);
  });
}

for (const mode of ["gateways", "workloads"] as const) {
  test(`mode ${mode}: a root is rotated step by step, and with a partner that comes or goes meanwhile`, () => {
    const [old, fresh, last] = rootTexts;
    const steps: readonly (readonly RootItem[])[] = [
      [{ pem: old }],
      [{ pem: old }, { pem: fresh, state: "incoming" }],
      [{ pem: old, state: "retiring" }, { pem: fresh }],
      [{ pem: fresh }],
    ];
    const two = { ...one, foo: { expose: { a: exposed("foo", { c: { methods: ["GET"] } }) }, consume: { c: used("foo") } } };
    const at = (services: Readonly<Record<string, Shop>>, r0: readonly RootItem[]) => shop(services, mode, { r0, r1: [{ pem: last }] });
    for (const [i, roots] of steps.slice(1).entries()) {
      const before = steps[i] ?? [];
      // Whoever signs, both are trusted before and after the second step.
      assert.is(waves(at(one, before), at(one, roots)).length > 0, i !== 1, `step ${i + 1}`);
      waves(at(one, before), at(two, roots));
      waves(at(two, before), at(one, roots));
    }
  });
}

test("who has a local Service keeps it until the exposer is ready", () => {
  const split = {
    routes: [
      {
        to: [
          { cluster: "a", weight: 50 },
          { local: {}, weight: 50 },
        ],
      },
    ],
    localService: "existing",
  };
  const after = shop({
    bar: { expose: { a: exposed("bar", { b: { methods: "any" } }) }, consume: { b: used("bar", ["shop/foo"], split) } },
  });
  assert.equal(waves(shop(one), after).slice(0, 2), ["1: a", "2: b"]);
});

test("what changes no object comes along with the first wave, and waits for nothing", () => {
  const side = shop(one);
  const touched = new Map(
    [...live(side)].map(([cluster, files]) => [
      cluster,
      cluster === "c" ? new Map([...files].map(([path, text]) => [path, path.endsWith("README.md") ? "older" : text] as const)) : files,
    ]),
  );
  const moved = shop({ bar: { ...one.bar, consume: { b: used("bar", ["shop/other"]) } } });
  const planned = (after: Side) => planWaves(after, touched);
  const [alone, along] = [planned(side), planned(moved)];
  assert.equal("waves" in alone && shown(alone.waves), ["1: c"]);
  assert.equal("waves" in along && shown(along.waves), ["2: b c"]);
});

const nothing = { ...shop({}), overlays: shop({}).overlays.map((overlay) => ({ ...overlay, files: new Map() })) };

/** Waves in which a gateway comes or goes, and in the same wave a local name comes to lead elsewhere, whichever cluster that is in. */
function hurried(before: Side, planned: readonly Wave[]): readonly string[] {
  const now = new Map(before.overlays.map(({ cluster, files }) => [cluster, storedManifestsOf(files, new Map())]));
  return planned.flatMap(({ number, overlays }) => {
    const changed = [...overlays].flatMap(([cluster, { files }]) => {
      const [old, next] = [now.get(cluster) ?? new Map(), storedManifestsOf(files, new Map())];
      now.set(cluster, next);
      const keys = [...new Set([...old.keys(), ...next.keys()])];
      return keys.flatMap((key) => {
        const [was, is] = [old.get(key), next.get(key)];
        const { file, object } = is ?? was;
        if (/^(Deployment|Certificate)$/.test(object.kind) && !(was && is)) return ["gateway"];
        return file.startsWith("generated/as-") && was?.text !== is?.text ? ["name"] : [];
      });
    });
    return new Set(changed).size > 1 ? [`wave ${number}`] : [];
  });
}

for (const mode of ["gateways", "workloads"] as const)
  test(`mode ${mode}: nobody is led to a gateway in the wave that brings it, nor in the one that takes it away`, () => {
    const foo = { expose: { c: exposed("foo", { b: { methods: ["GET"] } }) }, consume: { b: used("foo") } };
    const own = { bar: { ...one.bar, consume: { b: used("bar", ["shop/foo"], { localService: "existing" }) } } };
    for (const services of [one, own, { ...one, foo }]) {
      const [none, some] = [shop({}, mode), shop(services, mode)];
      for (const [before, after] of [
        [nothing, some],
        [none, some],
        [some, none],
        [shop(one, mode), some],
        [some, shop(one, mode)],
      ] as const) {
        const planned = plan(before, after);
        assert.equal(hurried(before, planned), []);
        assert.equal(mishaps(before, after, planned), []);
      }
    }
    const first = plan(nothing, shop(one, mode));
    assert.equal(shown(first), ["1: a b c", "2: b"]);
  });

test("withdrawals alone take what the file grants no more, and leave the rest", () => {
  const both = shop({
    bar: {
      expose: { a: exposed("bar", { b: { methods: ["GET", "PUT"] }, c: { methods: ["GET"] } }) },
      consume: { b: used("bar"), c: used("bar") },
    },
  });
  const less = shop({ ...one, foo: { expose: { c: exposed("foo", { b: { methods: ["GET"] } }) }, consume: { b: used("foo") } } });
  const [wave, rest] = planWithdrawals(less, live(both));
  assert.equal(shown([wave as Wave, rest as Wave]), ["1: a c", "2: a b c"]);
  const policy = wave?.overlays.get("a")?.files.get("generated/consumer-b.yaml") ?? "";
  assert.match(policy, /methods: \[GET\]/);
  assert.not.ok(wave?.overlays.get("a")?.files.has("generated/consumer-c.yaml"));
});

test("a wave that has to wait says for what", () => {
  const two = shop({ ...one, foo: { expose: { a: exposed("foo", { b: { methods: ["GET"] } }) }, consume: { b: used("foo") } } });
  const planned = plan(shop(one), two);
  const choice = chooseWave(planned, { number: 2, only: undefined });
  assert.match("refused" in choice ? choice.refused.message : "", /^wave 2 has to wait for wave 1, which is not merged for `a`: /);
  assert.equal(chooseWave(planned, { number: undefined, only: undefined }), { wave: planned[0], later: planned.slice(1) });
  assert.equal(chooseWave([], { number: 2, only: undefined }), { wave: undefined, later: [] });
});

test.run();
