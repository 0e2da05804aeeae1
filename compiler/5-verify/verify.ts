import type { Federation } from "../2-resolve/federation.ts";
import type { Call } from "../istio/call.ts";
import { outcomeOf } from "../istio/data-path/outcome-of.ts";
import { assertedIntent, breach, breakingCall } from "./assertions.ts";
import { differences } from "./differences.ts";
import type { Disagreement } from "./disagreement.ts";
import { foreignProbes } from "./foreign/foreign-probes.ts";
import { Intents } from "./intent/intents.ts";
import { assertionProbes } from "./probes/asserted-calls.ts";
import { probesByCaller } from "./probes/probes.ts";
import { strangeProbes } from "./probes/strange-names.ts";
import { readClusters } from "./read-clusters.ts";

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
  const { meshes, vocabulary } = readClusters(federation, objectsByCluster);
  const intents = new Intents(federation);
  const { facts } = intents;
  const traced = (call: Call) => outcomeOf(meshes, call, { trace: true });
  for (const probes of [probesByCaller(facts), strangeProbes(facts, vocabulary), foreignProbes(facts, meshes)])
    for (const probe of probes)
      for (const { call, expected, sentence } of differences(meshes, intents, probe))
        yield { call, expected, found: traced(call), sentence };
  for (const probes of assertionProbes(facts, meshes)) {
    const call = breakingCall(probes, (one) => outcomeOf(meshes, one));
    if (call) yield { call, expected: assertedIntent(probes), found: traced(call), sentence: breach(probes) };
  }
}

function* firstOf<Item>(items: Iterable<Item>, max: number): Generator<Item> {
  let count = 0;
  for (const item of items) {
    yield item;
    if (++count === max) return;
  }
}
