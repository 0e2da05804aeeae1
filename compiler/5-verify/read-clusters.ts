import type { Cluster, Federation } from "../2-resolve/federation.ts";
import { certificatesOf } from "../2-resolve/trusted-roots.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { clustersByAddress, meshesTogetherOnUse } from "../istio/data-path/meshes-on-use.ts";
import { type Mesh, readMesh } from "../istio/objects/mesh.ts";
import type { ClusterFacts } from "../istio/world.ts";
import { factsOf } from "./facts.ts";
import { type Vocabulary, VocabularyReader } from "./vocabulary.ts";

/** A part of the proof, and the clusters to which its calls go. */
export interface ProofPart {
  readonly cluster: Cluster;
  readonly visits: readonly string[];
}

/** After so many parts, what is no longer needed is forgotten. The fewer, the more often ways that were found before are found again. */
const partsTogether = 8;

/**
 * The clusters as the model sees them, for one part of the proof after the other. Each is read when a call first comes there, and is forgotten after the
 * last part that visits it, since a large federation does not fit into memory.
 */
export class ReadClusters {
  readonly #objects: ReadonlyMap<string, readonly unknown[]>;
  readonly #roots: Meshes["roots"];
  readonly #facts: ReadonlyMap<string, ClusterFacts>;
  readonly #byAddress: ReadonlyMap<string, ClusterFacts>;
  readonly #vocabulary = new VocabularyReader();
  readonly #read = new Map<string, Mesh>();
  /** The names of those whose words are known. */
  readonly #known = new Set<string>();

  constructor(federation: Federation, objectsByCluster: ReadonlyMap<string, readonly unknown[]>) {
    this.#objects = objectsByCluster;
    this.#roots = new Map([...federation.roots].map(([name, root]) => [name, certificatesOf(root)]));
    this.#facts = factsOf(federation);
    this.#byAddress = clustersByAddress(this.#facts);
  }

  /** The words in the objects of all clusters that were read so far. */
  get words(): Vocabulary {
    return this.#vocabulary.words;
  }

  /**
   * The parts, each with all clusters. Throws UnsupportedObject for everything that the model does not know, when a call comes there. `keep`: whether
   * all clusters are needed afterwards.
   */
  *inParts(parts: readonly ProofPart[], { keep }: { readonly keep: boolean }): Generator<readonly [ProofPart, Meshes]> {
    const lastVisits = new Map(parts.flatMap(({ visits }, number) => visits.map((name) => [name, number] as const)));
    let meshes = this.together();
    for (const [number, part] of parts.entries()) {
      if (!keep && number > 0 && number % partsTogether === 0) {
        for (const name of this.#read.keys()) if ((lastVisits.get(name) ?? 0) < number) this.#read.delete(name);
        meshes = this.together();
      }
      yield [part, meshes];
    }
  }

  /** All clusters. */
  together(): Meshes {
    return meshesTogetherOnUse(this.#facts, this.#byAddress, this.#roots, (facts) => {
      const mesh = this.#read.get(facts.name) ?? this.#meshOf(facts);
      this.#read.set(facts.name, mesh);
      return mesh;
    });
  }

  #meshOf(facts: ClusterFacts): Mesh {
    const objects = this.#objects.get(facts.name);
    if (!this.#known.has(facts.name)) this.#vocabulary.add(objects ?? []);
    this.#known.add(facts.name);
    return readMesh({ facts, objects }, this.#roots);
  }
}
