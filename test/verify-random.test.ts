/** Federations that nobody wrote: what is made of each does what it says, and less of it gives nobody more. */

import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Federation } from "../compiler/2-resolve/federation.ts";
import { worldOf } from "../compiler/5-verify/facts.ts";
import { Intents } from "../compiler/5-verify/intent/intents.ts";
import { probesOf } from "../compiler/5-verify/probes/probes.ts";
import { callText } from "../compiler/5-verify/verification-error.ts";
import { verify } from "../compiler/5-verify/verify.ts";
import { Source } from "../compiler/findings/source.ts";
import { outcomeOf } from "../compiler/istio/data-path/outcome-of.ts";
import { blockText } from "./support/block-text.ts";
import { type CompiledWhole, compileWhole } from "./support/compile-whole.ts";
import { readMeshes } from "./support/meshes-together.ts";
import { type Anything, plannedObjects } from "./support/planned.ts";
import { randomFederation } from "./support/random-federation.ts";
import { sampleTime } from "./support/samples.ts";
import { shrunk } from "./support/shrunk.ts";

const test = suite("verify: random federations");
/** More of them by hand: `SEEDS=40`. */
const seeds = Array.from({ length: Number(process.env.SEEDS ?? 20) }, (_, i) => i + 1);
const made = seeds.flatMap((seed) => {
  const data: Anything = randomFederation(seed);
  const { built, federation } = compiled(data);
  return built && federation ? [{ seed, data, federation, built }] : [];
});

test("most of them are sound in themselves", () => {
  assert.ok(made.length >= seeds.length * 0.7, `${made.length}`);
});

test("what is made of them does what they say, in whatever order the objects come", () => {
  for (const { seed, data, federation } of made) {
    const reported = disagreements(federation);
    if (reported.length === 0) continue;
    const smallest = shrunk(data, (less: Anything) => {
      const { federation } = compiled(less);
      return federation !== undefined && disagreements(federation).length > 0;
    });
    assert.unreachable(`seed ${seed}: ${reported[0]}\n${JSON.stringify(smallest, undefined, 1)}`);
  }
});

test("what fails is shrunk to what matters", () => {
  const [first] = made;
  assert.ok(first);
  const services = (data: Anything) => Object.keys(compiled(data).federation?.written.services ?? {});
  const name = services(first.data)[0] ?? "";
  const smallest = shrunk(first.data, (less: Anything) => services(less).includes(name));
  assert.equal(services(smallest), [name]);
  assert.ok(JSON.stringify(smallest).length < JSON.stringify(first.data).length);
});

test("a grant less gives nobody more", () => {
  let taken = 0;
  for (const { seed, data, federation } of made) {
    const grant = federation.grants.find(({ inactive }) => inactive === undefined);
    if (!grant) continue;
    const less = structuredClone(data);
    const { allow } = less.services[grant.exposure.service.name].expose[grant.exposure.cluster.name];
    allow[grant.consumer.name] = inactive(allow[grant.consumer.name]);
    const after = compiled(less).federation;
    if (!after) continue;
    taken += 1;
    const before = arrivals(federation, federation);
    const now = arrivals(federation, after);
    const more = [...now].filter((one) => !before.has(one));
    assert.equal(more, [], `seed ${seed}`);
    assert.ok(now.size < before.size || grant.pending || !grant.direct, `seed ${seed}: nothing was taken`);
  }
  assert.ok(taken > seeds.length / 5, `${taken}`);
});

test("a change of what one pair may touches the overlays of these two only", () => {
  for (const { seed, data, federation, built } of made) {
    const grant = federation.grants.find(
      ({ inactive, exposure, allow }) => inactive === undefined && exposure.service.protocol === "http" && allow.alternatives.length === 1,
    );
    if (!grant) continue;
    const { exposure, consumer } = grant;
    const other = structuredClone(data);
    other.services[exposure.service.name].expose[exposure.cluster.name].allow[consumer.name].methods = ["GET", "OPTIONS"];
    const after = compiled(other).built;
    const changed = built.overlays.filter(
      ({ cluster, files }) => !isSame(files, after?.overlays.find((one) => one.cluster === cluster)?.files),
    );
    const names = changed.map(({ cluster }) => cluster).filter((name) => name !== exposure.cluster.name && name !== consumer.name);
    assert.equal(names, [], `seed ${seed}`);
  }
});

function disagreements(federation: Federation): readonly string[] {
  const objects = plannedObjects(federation);
  const turned = new Map([...objects].map(([cluster, own]) => [cluster, own.toReversed()]));
  const found = [...verify(federation, objects), ...verify(federation, turned)];
  return found.map(({ call, sentence }) => `${callText(call)}: ${sentence}`);
}

function compiled(data: unknown): CompiledWhole {
  const readFile = () => ({ problem: "there is no such file" });
  return compileWhole(new Source("federation.yaml", blockText(data)), { readFile, now: sampleTime, verify: false });
}

function inactive(allow: Anything): Anything {
  if (allow === "any") return { inactive: "no more" };
  return Array.isArray(allow) ? allow.map(inactive) : { ...allow, inactive: "no more" };
}

/** Who arrives where, of all calls that one federation suggests, by the objects of another. */
function arrivals(suggesting: Federation, live: Federation): ReadonlySet<string> {
  const meshes = readMeshes(worldOf(live, plannedObjects(live)));
  const found = new Set<string>();
  for (const call of probesOf(new Intents(suggesting).facts)) {
    const { from, request } = call;
    if (from.kind === "externalClient" && !("gateway" in from.at)) continue; // it may be one of the mesh's own, whom no grant concerns
    const who =
      from.kind === "workload"
        ? `${from.cluster} ${from.namespace}/${from.account}`
        : `${JSON.stringify(from)} ${request?.method} ${request?.path}`;
    for (const { end, share } of outcomeOf(meshes, call).outcomes)
      if (end.kind === "reached" && share > 0 && end.cluster !== (from.kind === "workload" ? from.cluster : ""))
        found.add(`${who} -> ${end.cluster} ${end.service}:${end.port}`);
  }
  return found;
}

function isSame(files: ReadonlyMap<string, string>, others: ReadonlyMap<string, string> | undefined): boolean {
  return [...files].every(([name, text]) => name === "generated/inventory.json" || others?.get(name) === text);
}

test.run();
