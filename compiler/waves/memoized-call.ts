import type { Call } from "../istio/call.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { outcomeOf } from "../istio/data-path/outcome-of.ts";
import type { Mesh } from "../istio/objects/mesh.ts";

/** What comes of a call, in short. */
export interface CallResult {
  /** Wherever it is sent, somebody serves it. */
  readonly works: boolean;
  /** Where it arrives. */
  readonly ends: readonly string[];
}

/** One call in several states: followed once for those that are alike where it comes by. */
export class MemoizedCall {
  /** Clusters that it came by in any state so far. */
  readonly visited = new Set<string>();
  readonly #call: Call;
  readonly #known: { readonly by: readonly (readonly [string, Mesh | undefined])[]; readonly fate: CallResult }[] = [];

  constructor(call: Call) {
    this.#call = call;
  }

  in(meshes: Meshes): CallResult {
    const known = this.#known.find(({ by }) => by.every(([cluster, mesh]) => meshes.clusters.get(cluster) === mesh));
    if (known) return known.fate;
    const visited = new Set<string>();
    const { outcomes } = outcomeOf(meshes, this.#call, { visited: visited });
    const ends = outcomes.flatMap(({ end }) => (end.kind === "reached" ? [`${end.cluster} ${end.service} ${end.port}`] : []));
    const taken = outcomes.filter(({ share }) => share > 0);
    const fate = { works: taken.length > 0 && taken.every(({ end }) => end.kind === "reached"), ends };
    this.#known.push({ by: [...visited].map((cluster) => [cluster, meshes.clusters.get(cluster)]), fate });
    for (const cluster of visited) this.visited.add(cluster);
    return fate;
  }
}
