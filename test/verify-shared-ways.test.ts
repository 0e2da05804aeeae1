/** What the proof works out once for several callers and requests is the same as if each call were followed by itself. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Federation } from "../compiler/2-resolve/federation.ts";
import { Intents } from "../compiler/5-verify/intent/intents.ts";
import { callOfProbe, separately } from "../compiler/5-verify/probes/probe.ts";
import { probesOfCluster } from "../compiler/5-verify/probes/probes.ts";
import { ReadClusters } from "../compiler/5-verify/read-clusters.ts";
import type { FlightOutcome } from "../compiler/istio/data-path/flight.ts";
import { followerOf, outcomeOf } from "../compiler/istio/data-path/outcome-of.ts";
import { UnsupportedObject } from "../compiler/istio/objects/unsupported-object.ts";
import { compileSample } from "./support/builds.ts";
import { mutationsOf } from "./support/mutations.ts";
import { plannedObjects } from "./support/planned.ts";
import { Chance } from "./support/random-federation.ts";

const test = suite("verify: shared ways");

/** Compares all probes of a federation, and returns how many calls that were. */
function compareAll(federation: Federation, objects: ReadonlyMap<string, readonly unknown[]>): number {
  const clusters = new ReadClusters(federation, objects);
  const together = clusters.together();
  const intents = new Intents(federation);
  let calls = 0;
  for (const cluster of federation.clusters.values())
    for (const probe of separately(probesOfCluster(intents.facts, cluster))) {
      if (probe.requests.length === 0) continue;
      const http = probe.requests.flatMap((sent) => sent ?? []);
      const follow = followerOf(together, probe.from, probe.unavailable);
      const answers = intents.ofCaller(probe.from, probe.unavailable)(probe.requests);
      const outcomes = http.length > 0 ? follow(http) : follow(undefined);
      const alone = clusters.together();
      for (const [index, sent] of (http.length > 0 ? http : [undefined]).entries()) {
        const call = callOfProbe(probe, sent);
        const ofCall = outcomes.filter(({ requests }) => !requests || requests.all.some((request) => request.index === index));
        assert.equal(shown(ofCall), shown(outcomeOf(alone, call, { trace: true }).outcomes), JSON.stringify(call));
        assert.equal(answers[probe.requests.indexOf(sent)], intents.of(call), JSON.stringify(call));
        calls += 1;
      }
    }
  return calls;
}

function shown(outcomes: readonly Pick<FlightOutcome, "share" | "end">[]): readonly string[] {
  return outcomes.map(({ share, end }) => `${share.toFixed(6)} ${JSON.stringify(end)}`).sort();
}

for (const [number, name] of ["mosaic", "medley", "corners", "untaken", "example"].entries())
  test(`${name}: callers and requests that go together end like those that go alone`, () => {
    const { federation } = compileSample(name);
    const planned = plannedObjects(federation);
    assert.ok(compareAll(federation, planned) > 50);
    const chance = new Chance(number + 1);
    const mutations = [...planned].flatMap(([cluster, objects]) => [...mutationsOf(cluster, objects)]);
    let compared = 0;
    for (let i = 0; i < 8; i += 1) {
      const { cluster, objects } = chance.of(mutations);
      try {
        compared += compareAll(federation, new Map([...planned, [cluster, objects]]));
      } catch (error) {
        if (!(error instanceof UnsupportedObject)) throw error;
      }
    }
    assert.ok(compared > 100, "no changed objects are known to the model");
  });

test.run();
