/** Calls that waves are not about have the same result in every state of these waves, so they need not be followed. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Source } from "../compiler/findings/source.ts";
import { outcomeOf } from "../compiler/istio/data-path/outcome-of.ts";
import { getOrMake } from "../compiler/istio/objects/indexed.ts";
import type { AffectingObjects } from "../compiler/waves/affecting-objects.ts";
import { type ClustersTogether, ClusterVersions } from "../compiler/waves/cluster-versions.ts";
import { transitionOf } from "../compiler/waves/intermediate-overlay.ts";
import { intermediateStates } from "../compiler/waves/intermediate-states.ts";
import { planWaves } from "../compiler/waves/plan-waves.ts";
import { ProbesOfChange } from "../compiler/waves/probes-of-change.ts";
import { ReachOfWaves } from "../compiler/waves/reach-of-waves.ts";
import { KnownTexts } from "../compiler/waves/stored-manifests.ts";
import { WaysOfCalls } from "../compiler/waves/ways-of-calls.ts";
import { compileWhole } from "./support/compile-whole.ts";
import { largeFederation } from "./support/large-federation.ts";
import { randomChange } from "./support/random-change.ts";
import { sampleTime } from "./support/samples.ts";
import type { Side } from "./support/violations.ts";

const test = suite("waves: what they are about");
const seeds = Array.from({ length: Number(process.env.SEEDS ?? 6) }, (_, i) => i + 1);

test("random changes: what they are not about stays as it is in every state, and the rest in states that do the same with it", () => {
  let left = 0;
  for (const seed of seeds) {
    const { before, after } = randomChange(seed);
    const [old, now] = [compiled(JSON.stringify(before)), compiled(JSON.stringify(after))];
    if (old && now) left += compared(old, now, `seed ${seed}`).left;
  }
  assert.ok(left > 0);
});

test("one change among many clusters is about few calls", () => {
  const text = largeFederation({ clusters: 8, exposures: 16, consumptions: 32 });
  const old = compiled(text);
  assert.ok(old);
  const edits: readonly (readonly [from: string, to: string])[] = [
    ["    hostname: c3.example.com\n", "    hostname: c3.example.com\n    inactive: it leaves\n"],
    ["  service-7:\n    protocol: http\n", "  service-7:\n    inactive: it rests\n    protocol: http\n"],
  ];
  for (const [from, to] of edits) {
    const now = compiled(text.replace(from, to));
    assert.ok(now);
    const { left, about } = compared(old, now, to);
    assert.ok(left > about / 4, `${about} of ${left + about}: ${to}`);
  }
});

/** How many callers a change is about, and how many it leaves alone. */
function compared(old: Side, now: Side, what: string): { readonly left: number; readonly about: number } {
  const live = new Map(old.overlays.map(({ cluster, files }) => [cluster, files]));
  const planned = planWaves(now, live);
  assert.ok("waves" in planned, what);
  const { waves } = planned;
  const known = new KnownTexts();
  const transitions = new Map(
    now.overlays.flatMap((overlay) => {
      const files = live.get(overlay.cluster) ?? new Map();
      const isChanged = files.size !== overlay.files.size || [...overlay.files].some(([file, text]) => files.get(file) !== text);
      return isChanged ? [[overlay.cluster, transitionOf(files, overlay, known)] as const] : [];
    }),
  );
  const versions = new ClusterVersions(now.federation, now.plans, transitions, known);
  const reach = new ReachOfWaves(versions, waves);
  const states = intermediateStates(versions, waves);
  const clusters = new Set([...transitions.keys()].slice(0, 8));
  const { first, last } = states;
  const all = [last, ...[...states.among(clusters), ...states.within(clusters)].map(({ meshes }) => meshes)];
  const { before, after } = versions;
  const probes = new ProbesOfChange(now.federation, { before, after, changed: before }, new WaysOfCalls(versions, before));
  let [left, about] = [0, 0];
  for (const group of probes.groups(states.afterEach))
    group.words.follow(group.expected, (vocabulary) => {
      for (const { from, requests, unavailable } of group.probes(vocabulary)) {
        const hosts = requests.flatMap((request) => request?.headers.host ?? []);
        const affecting = reach.affecting(from, hosts);
        if (affecting) about += 1;
        else left += 1;
        const [request] = requests.toReversed();
        const call = { from, ...(request && { request }), ...(unavailable && { unavailable }) };
        const results = new Map<string, string>();
        for (const state of [first, ...all]) {
          const result = JSON.stringify(outcomeOf(state, call));
          const variants = [...(affecting ?? [])].map(([cluster, objects]) => variantIn(state, cluster, objects));
          assert.is(
            result,
            getOrMake(results, variants.join(" "), () => result),
            `${what}: ${JSON.stringify(call)}`,
          );
        }
      }
    });
  return { left, about };
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** What a cluster does with a call in some state, as text. */
function variantIn({ manifestsOf }: ClustersTogether, cluster: string, objects: AffectingObjects): string {
  const version = manifestsOf(cluster);
  const variant = version && objects.variantOf(version);
  return typeof variant === "object" && variant !== null ? `version ${getOrMake(numbers, variant, () => ++count)}` : String(variant);
}

function compiled(text: string): Side | undefined {
  const options = { readFile: () => ({ problem: "is not there" }), now: sampleTime, verify: false };
  const { built, federation } = compileWhole(new Source("federation.yaml", text), options);
  return built && federation && { federation, ...built };
}

test.run();
