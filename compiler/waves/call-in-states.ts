import type { Call } from "../istio/call.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { outcomeOf } from "../istio/data-path/outcome-of.ts";
import type { Mesh } from "../istio/objects/mesh.ts";

/** What comes of a call, in short. */
export interface Fate {
  /** Wherever it is sent, somebody serves it. */
  readonly works: boolean;
  /** Where it arrives. */
  readonly ends: readonly string[];
}

/** One call in several states: followed once for those that are alike where it comes by. */
export class CallInStates {
  /** Clusters that it came by in any state so far. */
  readonly asked = new Set<string>();
  readonly #call: Call;
  readonly #known: { readonly by: readonly (readonly [string, Mesh | undefined])[]; readonly fate: Fate }[] = [];

  constructor(call: Call) {
    this.#call = call;
  }

  in(meshes: Meshes): Fate {
    const known = this.#known.find(({ by }) => by.every(([cluster, mesh]) => meshes.clusters.get(cluster) === mesh));
    if (known) return known.fate;
    const asked = new Set<string>();
    const { outcomes } = outcomeOf(meshes, this.#call, { asked });
    const ends = outcomes.flatMap(({ end }) => (end.kind === "reached" ? [`${end.cluster} ${end.service} ${end.port}`] : []));
    const taken = outcomes.filter(({ share }) => share > 0);
    const fate = { works: taken.length > 0 && taken.every(({ end }) => end.kind === "reached"), ends };
    this.#known.push({ by: [...asked].map((cluster) => [cluster, meshes.clusters.get(cluster)]), fate });
    for (const cluster of asked) this.asked.add(cluster);
    return fate;
  }
}
