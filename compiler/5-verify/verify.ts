import type { Cluster, Federation } from "../2-resolve/federation.ts";
import { inSteps } from "../findings/progress.ts";
import type { Call } from "../istio/call.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { outcomeOf } from "../istio/data-path/outcome-of.ts";
import { assertedIntent, breach, breakingCall } from "./assertions.ts";
import { differences } from "./differences.ts";
import type { Disagreement } from "./disagreement.ts";
import { ForeignProbes } from "./foreign/foreign-probes.ts";
import { Intents } from "./intent/intents.ts";
import { assertionProbes } from "./probes/asserted-calls.ts";
import type { Probe } from "./probes/probe.ts";
import { probesOfCluster } from "./probes/probes.ts";
import { strangeProbes } from "./probes/strange-names.ts";
import { type ProofPart, ReadClusters } from "./read-clusters.ts";

/**
 * Follows calls through the emitted objects, given as data, and compares the results with federation.yaml. A cluster without objects
 * configures itself. Stops after `max` disagreements. Throws UnsupportedObject for an object that the model does not know.
 */
export function verify(
  federation: Federation,
  objectsByCluster: ReadonlyMap<string, readonly unknown[]>,
  { max = 20 }: { readonly max?: number } = {},
): readonly Disagreement[] {
  return [...firstOf(new Proof(federation, objectsByCluster).disagreements(), max)];
}

/** The proof of a federation, cluster by cluster: so that few of them are in memory. */
class Proof {
  readonly #federation: Federation;
  readonly #clusters: ReadClusters;
  readonly #intents: Intents;
  readonly #foreign: ForeignProbes;

  constructor(federation: Federation, objectsByCluster: ReadonlyMap<string, readonly unknown[]>) {
    this.#federation = federation;
    this.#clusters = new ReadClusters(federation, objectsByCluster);
    this.#intents = new Intents(federation);
    this.#foreign = new ForeignProbes(this.#intents.facts);
  }

  *disagreements(): Generator<Disagreement> {
    const { clusters, assertions } = this.#federation;
    const parts = [...clusters.values()].map((cluster) => this.#partOf(cluster));
    const ready = this.#clusters.inParts(parts, { keep: assertions.length > 0 });
    for (const [{ cluster }, meshes] of inSteps("proving", ready, parts.length, "clusters")) {
      yield* this.#among(probesOfCluster(this.#intents.facts, cluster), meshes);
      yield* this.#among(this.#foreign.at(cluster, meshes.clusters.get(cluster.name)), meshes);
    }
    // By now all words are known.
    const meshes = this.#clusters.together();
    yield* this.#among(strangeProbes(this.#intents.facts, this.#clusters.words), meshes);
    yield* this.#ofAssertions(meshes);
  }

  /** The calls that a cluster makes, and those at its own gateways by others that have nothing to do with it. */
  #partOf(cluster: Cluster): ProofPart {
    const used = this.#intents.facts.grants.outbound(cluster).map(({ exposure }) => exposure.cluster.name);
    return { cluster, visits: [...new Set([cluster.name, ...used])] };
  }

  *#among(probes: Iterable<Probe>, meshes: Meshes): Generator<Disagreement> {
    for (const probe of probes)
      for (const { call, expected, sentence } of differences(meshes, this.#intents, probe))
        yield { call, expected, found: traced(meshes, call), sentence };
  }

  *#ofAssertions(meshes: Meshes): Generator<Disagreement> {
    for (const probes of assertionProbes(this.#intents.facts, meshes)) {
      const call = breakingCall(probes, (one) => outcomeOf(meshes, one));
      if (call) yield { call, expected: assertedIntent(probes), found: traced(meshes, call), sentence: breach(probes) };
    }
  }
}

function traced(meshes: Meshes, call: Call) {
  return outcomeOf(meshes, call, { trace: true });
}

function* firstOf<Item>(items: Iterable<Item>, max: number): Generator<Item> {
  let count = 0;
  for (const item of items) {
    yield item;
    if (++count === max) return;
  }
}
