/** Random changes in waves: no intermediate state is an outage or an exposure, and the live state tells the next wave. */

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Source } from "../compiler/findings/source.ts";
import { planWaves, planWithdrawals } from "../compiler/waves/plan-waves.ts";
import type { Wave } from "../compiler/waves/wave.ts";
import { blockText } from "./support/block-text.ts";
import { compileWhole } from "./support/compile-whole.ts";
import type { Anything } from "./support/planned.ts";
import { randomChange } from "./support/random-change.ts";
import { sampleTime } from "./support/samples.ts";
import { type Side, violations } from "./support/violations.ts";

const test = suite("waves: random changes");
const seeds = Array.from({ length: Number(process.env.SEEDS ?? 8) }, (_, i) => i + 1);
const changes = seeds.flatMap((seed) => {
  const { before, after } = randomChange(seed);
  const [old, now] = [compiled(before), compiled(after)];
  return old && now ? [{ seed, before: old, after: now, waves: planned(now, live(old)) }] : [];
});

test("most random changes are between two federations without errors", () => {
  assert.ok(changes.length >= seeds.length * 0.6, `${changes.length}`);
});

test("no intermediate state is an outage or an exposure", () => {
  let several = 0;
  for (const { seed, before, after, waves } of changes) {
    assert.equal(violations(before, after, waves), [], `seed ${seed}`);
    if (waves.length > 1) several += 1;
    assert.equal(finalFiles(before, waves), live(after), `seed ${seed}: it does not end with the desired overlays`);
  }
  assert.ok(several >= changes.length / 3, `${several}`);
});

test("the live state tells the next wave, until nothing is left", () => {
  for (const { seed, before, after, waves } of changes) {
    let files = live(before);
    let times = 0;
    for (let left = waves; left[0]; left = planned(after, files)) {
      files = merged(files, left[0]);
      times += 1;
      assert.ok(times < 8, `seed ${seed}: it does not end`);
    }
    assert.equal(files, live(after), `seed ${seed}`);
  }
});

test("withdrawals alone are no exposure, and leave the calls of remaining grants alone", () => {
  for (const { seed, before, after } of changes) {
    const [wave] = planWithdrawals(after, live(before)).filter(({ number }) => number === 1);
    if (!wave) continue;
    const desired = { ...before, overlays: before.overlays.map((overlay) => wave.overlays.get(overlay.cluster) ?? overlay) };
    const exposures = violations(before, after, [wave]).filter((violation) => violation.startsWith("exposure"));
    assert.equal(exposures, [], `seed ${seed}`);
    assert.equal(violations(before, desired, [wave], { sameWay: true }), [], `seed ${seed}`);
  }
});

function compiled(data: Anything): Side | undefined {
  const options = { readFile: () => ({ problem: "is not there" }), now: sampleTime, verify: false };
  const { built, federation } = compileWhole(new Source("federation.yaml", blockText(data)), options);
  return built && federation && { federation, ...built };
}

function planned(after: Side, files: ReadonlyMap<string, ReadonlyMap<string, string>>): readonly Wave[] {
  const plan = planWaves(after, files);
  if ("violation" in plan) throw new Error(JSON.stringify(plan.violation.call));
  return plan.waves;
}

function live({ overlays }: Side): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return new Map(overlays.map(({ cluster, files }) => [cluster, sorted(files)]));
}

function merged(files: ReadonlyMap<string, ReadonlyMap<string, string>>, { overlays }: Wave) {
  return new Map([...files].map(([cluster, own]) => [cluster, sorted(overlays.get(cluster)?.files ?? own)] as const));
}

function finalFiles(before: Side, waves: readonly Wave[]) {
  return waves.reduce((files, wave) => merged(files, wave), live(before));
}

function sorted(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

test.run();
