import type { Federation } from "../2-resolve/federation.ts";
import type { Call } from "../istio/call.ts";
import { readMeshes } from "../istio/data-path/meshes.ts";
import { outcomeOf } from "../istio/data-path/outcome-of.ts";
import { breach, breakingCall, meantBy } from "./assertions.ts";
import { type Disagreement, difference } from "./disagreement.ts";
import { worldOf } from "./facts.ts";
import { CallsAbroad, meantWithImpostors, withImpostors } from "./impostors.ts";
import type { FederationFacts } from "./intent/federation-facts.ts";
import { Intents } from "./intent/intents.ts";
import { assertionProbes } from "./probes/asserted-calls.ts";
import { probesOf } from "./probes/probes.ts";
import { strangeCalls } from "./probes/strange-names.ts";
import { vocabularyIn } from "./vocabulary.ts";

export interface VerifyOptions {
  /** After so many disagreements it stops: more tell nobody more. */
  readonly most?: number;
}

/**
 * Tries calls on the emitted objects, given as data, and compares what comes of them with what federation.yaml says. A cluster without
 * objects configures itself. Throws UnsupportedObject where an object is none that it knows.
 */
export function verify(
  federation: Federation,
  objectsByCluster: ReadonlyMap<string, readonly unknown[]>,
  { most = 20 }: VerifyOptions = {},
): readonly Disagreement[] {
  const world = worldOf(federation, objectsByCluster);
  const meshes = readMeshes(world);
  const intents = new Intents(federation);
  const found: Disagreement[] = [];
  const abroad = new CallsAbroad(world);
  const traced = (call: Call) => outcomeOf(meshes, call, { trace: true });
  for (const call of probesOfChange(intents.known, objectsByCluster)) {
    const expected = intents.of(call);
    if (expected.kind === "undecided") continue;
    abroad.add(call, expected);
    const sentence = difference(call, expected, outcomeOf(meshes, call));
    if (sentence !== undefined) found.push({ call, expected, found: traced(call), sentence });
    if (found.length === most) return found;
  }
  for (const asserted of assertionProbes(intents.known)) {
    const call = breakingCall(asserted, (one) => outcomeOf(meshes, one));
    if (call) found.push({ call, expected: meantBy(asserted), found: traced(call), sentence: breach(asserted) });
    if (found.length === most) break;
  }
  const impostors = readMeshes(withImpostors(world));
  for (const call of abroad.calls()) {
    if (found.length >= most) break;
    const verdict = outcomeOf(impostors, call);
    if (verdict.outcomes.some(({ end }) => end.kind === "reached" && end.cluster !== placeOf(call)))
      found.push({ call, expected: meantWithImpostors, found: verdict, sentence: "it takes an impostor for the cluster that it calls" });
  }
  return found;
}

/** What the file names, and what the objects do besides. */
function* probesOfChange(known: FederationFacts, objectsByCluster: ReadonlyMap<string, readonly unknown[]>): Generator<Call> {
  yield* probesOf(known);
  yield* strangeCalls(known, vocabularyIn(objectsByCluster));
}

function placeOf({ from }: Call): string {
  return from.kind === "workload" ? from.cluster : from.at.cluster;
}
