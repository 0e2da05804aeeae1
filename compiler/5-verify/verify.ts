import type { Federation } from "../2-resolve/federation.ts";
import type { Call } from "../istio/call.ts";
import { readMeshes } from "../istio/data-path/meshes.ts";
import { outcomeOf } from "../istio/data-path/outcome-of.ts";
import { assertedIntent, breach, breakingCall } from "./assertions.ts";
import { type Disagreement, difference } from "./disagreement.ts";
import { worldOf } from "./facts.ts";
import { CallsAbroad, impostorIntent, withImpostors } from "./impostors.ts";
import { Intents } from "./intent/intents.ts";
import { assertionProbes } from "./probes/asserted-calls.ts";
import { probesOf } from "./probes/probes.ts";
import { strangeCalls } from "./probes/strange-names.ts";
import { vocabularyIn } from "./vocabulary.ts";

/**
 * Follows calls through the emitted objects, given as data, and compares the results with federation.yaml. A cluster without objects
 * configures itself. Stops after `max` disagreements. Throws UnsupportedObject for an object that the model does not know.
 */
export function verify(
  federation: Federation,
  objectsByCluster: ReadonlyMap<string, readonly unknown[]>,
  { max = 20 }: { readonly max?: number } = {},
): readonly Disagreement[] {
  return [...firstOf(disagreements(federation, objectsByCluster), max)];
}

function* disagreements(federation: Federation, objectsByCluster: ReadonlyMap<string, readonly unknown[]>): Generator<Disagreement> {
  const world = worldOf(federation, objectsByCluster);
  const meshes = readMeshes(world);
  const intents = new Intents(federation);
  const { facts } = intents;
  const traced = (call: Call) => outcomeOf(meshes, call, { trace: true });
  const abroad = new CallsAbroad(world);
  for (const calls of [probesOf(facts), strangeCalls(facts, vocabularyIn(objectsByCluster))])
    for (const call of calls) {
      const expected = intents.of(call);
      if (expected.kind === "undecided") continue;
      abroad.add(call, expected);
      const sentence = difference(call, expected, outcomeOf(meshes, call));
      if (sentence !== undefined) yield { call, expected, found: traced(call), sentence };
    }
  for (const probes of assertionProbes(facts, meshes)) {
    const call = breakingCall(probes, (one) => outcomeOf(meshes, one));
    if (call) yield { call, expected: assertedIntent(probes), found: traced(call), sentence: breach(probes) };
  }
  const impostors = readMeshes(withImpostors(world));
  for (const call of abroad.calls()) {
    const found = outcomeOf(impostors, call);
    if (found.outcomes.some(({ end }) => end.kind === "reached" && end.cluster !== placeOf(call)))
      yield { call, expected: impostorIntent, found, sentence: "it takes an impostor for the cluster that it calls" };
  }
}

function* firstOf<Item>(items: Iterable<Item>, max: number): Generator<Item> {
  let count = 0;
  for (const item of items) {
    yield item;
    if (++count === max) return;
  }
}

function placeOf({ from }: Call): string {
  return from.kind === "workload" ? from.cluster : from.at.cluster;
}
