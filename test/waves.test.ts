/** Changes as people make them, in waves. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { chooseWave } from "../compiler/9-publish/waves/choose-wave.ts";
import { piecesOf } from "../compiler/9-publish/waves/pieces.ts";
import { planWaves, planWithdrawals } from "../compiler/9-publish/waves/plan-waves.ts";
import type { Wave } from "../compiler/9-publish/waves/wave.ts";
import { compile } from "../compiler/compile.ts";
import { Source } from "../compiler/findings/source.ts";
import { mishaps, type Side } from "./support/mixed-states.ts";
import type { Anything } from "./support/planned.ts";
import { rootTexts } from "./support/random-federation.ts";
import { sampleTime } from "./support/samples.ts";

const test = suite("waves");

interface Shop {
  readonly expose: Anything;
  readonly consume?: Anything;
}

type RootItem = Readonly<{ pem: string | undefined; state?: "incoming" | "retiring" }>;

/** `roots`: those that differ from one certificate each. */
function shop(
  services: Readonly<Record<string, Shop>>,
  mode: "gateways" | "workloads" = "gateways",
  roots: Readonly<Record<string, readonly RootItem[]>> = {},
): Side {
  const names = ["a", "b", "c"];
  // In mode workloads an exposer says which callers; in mode gateways it cannot tell.
  const callers = mode === "workloads" ? { callers: "any" } : {};
  const fitted = (exposure: Anything) => ({ ...exposure, allow: mapped(exposure.allow, (allow: Anything) => ({ ...callers, ...allow })) });
  const trust = (name: string, i: number) =>
    mode === "workloads"
      ? { workloads: { domain: `${name}.mesh`, root: `r${i}` } }
      : { gateways: { root: `r${i}`, certificate: { issuerRef: { kind: "ClusterIssuer", name: "ca" } } } };
  const clusters = names.map((name, i) => [
    name,
    {
      hostname: `${name}.example.com`,
      trust: trust(name, i),
      gateways: { ingress: { addresses: [`192.0.2.${i + 1}`] }, egress: {} },
      istio: { pathNormalization: "DECODE_AND_MERGE_SLASHES" },
      gitops: { repository: `https://github.com/example/${name}`, path: "federation", delivery: "directory" },
    },
  ]);
  const data = {
    apiVersion: "fedc.dev/v1alpha1",
    kind: "Federation",
    metadata: { name: "shop" },
    clusters: Object.fromEntries(clusters),
    trust: { mode, roots: { ...Object.fromEntries(rootTexts.map((pem, i) => [`r${i}`, [{ pem }]])), ...roots } },
    services: mapped(services, (service) => ({ protocol: "http", ...service, expose: mapped(service.expose, fitted) })),
  };
  const options = { readFile: () => ({ problem: "is not there" }), now: sampleTime };
  const { built, federation, findings } = compile(new Source("federation.yaml", JSON.stringify(data)), options);
  if (!built || !federation) throw new Error(JSON.stringify(findings.sorted(), null, 1));
  return { federation, overlays: built.overlays };
}

function mapped<Value>(all: Readonly<Record<string, Value>>, change: (value: Value) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, change(value)]));
}

const pods = (app: string) => ({ selector: { app }, targetPort: 9080, serviceAccounts: [app] });
const exposed = (app: string, allow: Anything) => ({ service: `${app}.data`, port: 9080, ...pods(app), allow });
const used = (app: string, callers: readonly string[] = ["shop/foo"], more: Anything = {}) => ({
  as: `${app}.shop`,
  port: 9080,
  localService: "create",
  callers,
  ...more,
});

/** `1: a`, for each wave; and nothing goes wrong in any state on the way. */
function waves(before: Side, after: Side): readonly string[] {
  const planned = plan(before, after);
  assert.equal(mishaps(before, after, planned), []);
  return shown(planned);
}

function plan(before: Side, after: Side): readonly Wave[] {
  const planned = planWaves(after.federation, after.overlays, standing(before));
  if ("mishap" in planned)
    throw new Error(`${planned.mishap.kind} in wave ${planned.mishap.wave.number}: ${JSON.stringify(planned.mishap.call)}`);
  return planned.waves;
}

function standing({ overlays }: Side) {
  return new Map(overlays.map(({ cluster, files }) => [cluster, files]));
}

function shown(planned: readonly Wave[]): readonly string[] {
  return planned.map(({ number, overlays }) => `${number}: ${[...overlays.keys()].join(" ")}`);
}

const one = { bar: { expose: { a: exposed("bar", { b: { methods: ["GET"] } }) }, consume: { b: used("bar") } } };

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

/** Which of the clusters' objects come or go in each wave, and each is called the same when those before it are merged. */
function steps(before: Side, after: Side, cluster: string): readonly string[] {
  let now = before.overlays.find((overlay) => overlay.cluster === cluster)?.files ?? new Map();
  const merged = new Map(standing(before));
  for (const { number, overlays } of plan(before, after)) {
    const replanned = planWaves(after.federation, after.overlays, merged);
    assert.is("waves" in replanned && replanned.waves[0]?.number, number);
    for (const [name, { files }] of overlays) merged.set(name, files);
  }
  return plan(before, after).map(({ number, overlays }) => {
    const then = overlays.get(cluster)?.files ?? now;
    const objects = (files: ReadonlyMap<string, string>) =>
      new Map([...piecesOf(files, new Map())].map(([key, { text }]) => [key.replace(/ [a-z-]* /, " "), text]));
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

test("nothing stands: all at once", () => {
  const nothing = { ...shop({}), overlays: shop({}).overlays.map((overlay) => ({ ...overlay, files: new Map() })) };
  const planned = planWaves(shop(one).federation, shop(one).overlays, standing(nothing));
  assert.equal("waves" in planned && shown(planned.waves), ["1: a b c"]);
});

test("withdrawals alone take what the file grants no more, and leave the rest", () => {
  const both = shop({
    bar: {
      expose: { a: exposed("bar", { b: { methods: ["GET", "PUT"] }, c: { methods: ["GET"] } }) },
      consume: { b: used("bar"), c: used("bar") },
    },
  });
  const less = shop({ ...one, foo: { expose: { c: exposed("foo", { b: { methods: ["GET"] } }) }, consume: { b: used("foo") } } });
  const [wave, rest] = planWithdrawals(less.federation, less.overlays, standing(both));
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
