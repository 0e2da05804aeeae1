import type { Federation } from "../2-resolve/federation.ts";
import type { Call } from "../istio/call.ts";
import { type Meshes, readMeshes } from "../istio/data-path/meshes.ts";
import { followerOf, outcomeOf } from "../istio/data-path/outcome-of.ts";
import { assertedIntent, breach, breakingCall } from "./assertions.ts";
import { type Disagreement, difference } from "./disagreement.ts";
import { worldOf } from "./facts.ts";
import { foreignProbes } from "./foreign/foreign-probes.ts";
import { type Intent, refused } from "./intent/intent.ts";
import { Intents } from "./intent/intents.ts";
import { assertionProbes } from "./probes/asserted-calls.ts";
import { callsIn, type Probe } from "./probes/probe.ts";
import { probesByCaller } from "./probes/probes.ts";
import { strangeProbes } from "./probes/strange-names.ts";
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
  const meshes = readMeshes(worldOf(federation, objectsByCluster));
  const intents = new Intents(federation);
  const { facts } = intents;
  const traced = (call: Call) => outcomeOf(meshes, call, { trace: true });
  for (const probes of [probesByCaller(facts), strangeProbes(facts, vocabularyIn(objectsByCluster)), foreignProbes(facts, meshes)])
    for (const probe of probes)
      for (const { call, expected, sentence } of differences(meshes, intents, probe))
        yield { call, expected, found: traced(call), sentence };
  for (const probes of assertionProbes(facts)) {
    const call = breakingCall(probes, (one) => outcomeOf(meshes, one));
    if (call) yield { call, expected: assertedIntent(probes), found: traced(call), sentence: breach(probes) };
  }
}

/** The calls of one caller about which the objects and the file differ. */
function differences(meshes: Meshes, intents: Intents, probe: Probe): readonly Omit<Disagreement, "found">[] {
  const { from, requests, unavailable } = probe;
  const intentOf = intents.ofCaller(from, unavailable);
  const impostors = new Set<string>();
  const follow = followerOf(meshes, from, unavailable, { impostors });
  const found: Omit<Disagreement, "found">[] = [];
  for (const request of requests) {
    const expected = intentOf(request);
    if (expected.kind === "undecided") continue;
    const sentence = difference(from, expected, follow(request));
    const isDeceived = expected.kind === "granted" && from.kind === "workload" && isAbroad(impostors, from.cluster);
    if (sentence === undefined && !isDeceived) {
      impostors.clear();
      continue;
    }
    const [call] = callsIn([{ ...probe, requests: [request] }]);
    if (call && sentence !== undefined) found.push({ call, expected, sentence });
    if (call && isDeceived) found.push({ call, expected: noImpostor, sentence: "it takes an impostor for the cluster that it calls" });
    impostors.clear();
  }
  return found;
}

const noImpostor: Intent = refused("the server is not the one that federation.yaml names");

/** Whether any of these clusters is another one than the caller's. */
function isAbroad(clusters: ReadonlySet<string>, own: string): boolean {
  for (const cluster of clusters) if (cluster !== own) return true;
  return false;
}

function* firstOf<Item>(items: Iterable<Item>, max: number): Generator<Item> {
  let count = 0;
  for (const item of items) {
    yield item;
    if (++count === max) return;
  }
}
