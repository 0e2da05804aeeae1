/** Changes of subsets: no call may fail, and none may reach pods that neither version lets it reach. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { transitionOf } from "../compiler/waves/intermediate-overlay.ts";
import { planWaves } from "../compiler/waves/plan-waves.ts";
import { Proof } from "../compiler/waves/prove.ts";
import { KnownTexts } from "../compiler/waves/stored-manifests.ts";
import type { Wave } from "../compiler/waves/wave.ts";
import type { Anything } from "./support/planned.ts";
import { exposed, live, plan, shop, used } from "./support/shop.ts";
import { type Side, violations } from "./support/violations.ts";

const test = suite("waves: subsets");

const two = { v1: { version: "v1" }, v2: { version: "v2" } };
const three = { ...two, v3: { version: "v3" } };
const b = { methods: ["GET"] };
const v1 = { cluster: "a", subset: "v1" };
const v2 = { cluster: "a", subset: "v2" };

interface Canary {
  readonly expose?: Anything;
  readonly allow?: Anything;
  readonly routes?: readonly Anything[];
}

/** `a` exposes to `b`, which says where its calls go. */
function canary({ expose = {}, allow = { b }, routes }: Canary, mode: "gateways" | "workloads", protocol = "http"): Side {
  const bar = {
    protocol,
    expose: { a: { ...exposed("bar", allow), ...expose } },
    consume: { b: used("bar", ["shop/foo"], routes ? { routes } : {}), ...("c" in allow && { c: used("bar") }) },
  };
  return shop({ bar }, mode);
}

const whole = [{ to: [{ cluster: "a" }] }];
const shared = (first: number, second = v2) => [
  {
    to: [
      { ...v1, weight: first },
      { ...second, weight: 100 - first },
    ],
  },
];
const tester = { match: { headers: { "x-tester": { exact: "yes" } } }, to: [v2] };

const changes: Readonly<Record<string, { readonly before: Canary; readonly after: Canary }>> = {
  "the first subset": { before: {}, after: { expose: { subsets: two }, routes: shared(90) } },
  "a share moves": {
    before: { expose: { subsets: two }, routes: shared(90) },
    after: { expose: { subsets: two }, routes: shared(0) },
  },
  "a subset by a header appears": {
    before: { expose: { subsets: two }, routes: [{ to: [v1] }] },
    after: { expose: { subsets: two }, routes: [tester, { to: [v1] }] },
  },
  "a subset is renamed": {
    before: { expose: { subsets: two }, routes: shared(50) },
    after: {
      expose: { subsets: { v1: two.v1, next: two.v2 } },
      routes: shared(50, { cluster: "a", subset: "next" }),
    },
  },
  "a subset gets other labels": {
    before: { expose: { subsets: two }, routes: shared(50) },
    after: { expose: { subsets: { v1: two.v1, v2: { version: "v3" } } }, routes: shared(50) },
  },
  "two names change places": {
    before: { expose: { subsets: two }, routes: [tester, { to: [v1] }] },
    after: { expose: { subsets: { v1: two.v2, v2: two.v1 } }, routes: [tester, { to: [v1] }] },
  },
  "the last subset goes": { before: { expose: { subsets: two }, routes: shared(0) }, after: { routes: whole } },
  "the exposer begins to share": { before: {}, after: { expose: { subsets: two, weights: { v1: 90, v2: 10 } } } },
  "the exposer's weights move": {
    before: { expose: { subsets: two, weights: { v1: 90, v2: 10 } } },
    after: { expose: { subsets: two, weights: { v2: 100 } } },
  },
  "the exposer shares no more": { before: { expose: { subsets: two, weights: { v2: 100 } } }, after: {} },
  "an allow is narrowed": {
    before: { expose: { subsets: three, weights: { v1: 50, v2: 50 } }, allow: { b, c: b } },
    after: { expose: { subsets: three, weights: { v1: 50, v2: 50 } }, allow: { b: { ...b, subsets: ["v1"] }, c: b } },
  },
  "an allow is widened": {
    before: { expose: { subsets: three }, allow: { b: { ...b, subsets: ["v1"] }, c: b } },
    after: { expose: { subsets: three }, allow: { b, c: b } },
  },
  "the only allow is narrowed": {
    before: { expose: { subsets: three } },
    after: { expose: { subsets: three }, allow: { b: { ...b, subsets: ["v1"] } } },
  },
  "the exposer moves from one subset to another": {
    before: { expose: { subsets: two, weights: { v1: 100 } } },
    after: { expose: { subsets: two, weights: { v2: 100 } } },
  },
  "a subset that the exposer shares gets another name": {
    before: { expose: { subsets: two, weights: { v1: 50, v2: 50 } }, routes: [tester, ...whole] },
    after: {
      expose: { subsets: { v1: two.v1, next: two.v2 }, weights: { v1: 50, next: 50 } },
      routes: [{ ...tester, to: [{ cluster: "a", subset: "next" }] }, ...whole],
    },
  },
  "a subset below a path": {
    before: { expose: { subsets: two, path: "/bar/" } },
    after: { expose: { subsets: two, path: "/bar/" }, routes: [tester, ...whole] },
  },
};

for (const mode of ["gateways", "workloads"] as const)
  for (const [name, { before, after }] of Object.entries(changes)) {
    if (mode === "workloads" && after.expose?.path) continue;
    test(`mode ${mode}: ${name}`, () => {
      const [old, now] = [canary(before, mode), canary(after, mode)];
      assertUnbroken(old, now);
      assertUnbroken(now, old);
    });
  }

/** `a` and `c` expose to `b`, whose failover may choose a subset of both. */
function failover(mode: "gateways" | "workloads", protocol: string, subset: string | undefined, names = Object.keys(two)): Side {
  const allow = { b: protocol === "tcp" ? "any" : b };
  const exposure = { ...exposed("bar", allow), subsets: Object.fromEntries(names.map((name, at) => [name, { version: `v${at + 1}` }])) };
  const to = ["a", "c"].map((cluster) => ({ cluster, ...(subset !== undefined && { subset }) }));
  const more = { failover: to, ...(mode === "workloads" && { via: "direct" }) };
  return shop({ bar: { ...{ protocol }, expose: { a: exposure, c: exposure }, consume: { b: used("bar", ["shop/foo"], more) } } }, mode);
}

for (const [mode, protocol] of [
  ["gateways", "http"],
  ["workloads", "http"],
  ["gateways", "tcp"],
] as const) {
  test(`mode ${mode}, ${protocol}: a failover moves from one subset to another`, () => {
    assertUnbroken(failover(mode, protocol, "v1"), failover(mode, protocol, "v2"));
  });
  test(`mode ${mode}, ${protocol}: the subset of a failover gets another name`, () => {
    assertUnbroken(failover(mode, protocol, "v2"), failover(mode, protocol, "next", ["v1", "next"]));
  });
  if (protocol === "http")
    test(`mode ${mode}: a failover begins to choose a subset, and chooses none any more`, () => {
      const [all, one] = [failover(mode, protocol, undefined), failover(mode, protocol, "v1")];
      assertUnbroken(all, one);
      assertUnbroken(one, all);
    });
}

/** No violation in any state: across clusters, while one cluster syncs, and if each wave is planned anew. */
function assertUnbroken(before: Side, after: Side): void {
  const waves = plan(before, after);
  assert.equal(violations(before, after, waves), []);
  assert.is(outageWithin(before, after, waves), undefined);
  const merged = new Map(live(before));
  for (const { overlays } of waves) {
    for (const [cluster, { files }] of overlays) merged.set(cluster, files);
    const rest = planWaves(after, merged);
    assert.ok("waves" in rest, "what is left of a change has waves too");
  }
}

function outageWithin(before: Side, { federation, plans, overlays }: Side, waves: readonly Wave[]): string | undefined {
  const known = new KnownTexts();
  const files = live(before);
  const transitions = overlays.flatMap((overlay) => {
    const former = files.get(overlay.cluster);
    return former ? [[overlay.cluster, transitionOf(former, overlay, known)] as const] : [];
  });
  const { within } = new Proof(federation, plans, new Map(transitions), known).of(waves, "told");
  return within && `${within.kind} in wave ${within.wave.number} of ${within.applied}: ${JSON.stringify(within.call)}`;
}

test.run();
