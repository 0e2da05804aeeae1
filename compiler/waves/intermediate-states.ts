import { compare } from "../findings/finding.ts";
import { getOrMake, getOrMakeAmong } from "../istio/objects/indexed.ts";
import type { ClustersTogether, ClusterVersions } from "./cluster-versions.ts";
import type { Transition } from "./intermediate-overlay.ts";
import { partlySynced } from "./partly-synced.ts";
import type { Wave } from "./wave.ts";

type StoredManifests = Transition["before"];
/** The manifests of the clusters that change, at some point of time. */
type Manifests = ReadonlyMap<string, StoredManifests>;

/** A state in which some clusters have applied a wave and the rest have not. */
interface IntermediateState {
  readonly wave: Wave;
  /** The given clusters that have applied the wave. */
  readonly applied: readonly string[];
  readonly meshes: ClustersTogether;
}

/** The intermediate states that concern some clusters. */
export type StatesAmong = (clusters: ReadonlySet<string>) => readonly IntermediateState[];

/** All states through which the waves of a change pass. */
export interface IntermediateStates {
  readonly first: ClustersTogether;
  readonly last: ClustersTogether;
  /** The states before all waves, and after each wave. */
  readonly afterEach: readonly ClustersTogether[];
  /**
   * Every state in which some of these clusters have applied a wave and the rest have not. Clusters that a call never visits cannot change
   * its result.
   */
  readonly among: StatesAmong;
  /** Each of these clusters while it syncs a wave, before any other cluster of the wave does. */
  readonly within: StatesAmong;
  /** Whether some cluster can be partly synced: one object is applied at once. */
  readonly anyPartlySynced: boolean;
}

/** A wave, and what the clusters hold before it and after it. */
class Step {
  readonly wave: Wave;
  readonly now: Manifests;
  readonly next: Manifests;
  readonly #partlySynced = new Map<string, readonly IntermediateState[]>();
  readonly #versions: ClusterVersions;

  constructor(wave: Wave, now: Manifests, versions: ClusterVersions) {
    this.wave = wave;
    this.now = now;
    const applied = [...wave.overlays].map(([cluster, { files }]) => [cluster, versions.manifestsIn(files)] as const);
    this.next = new Map([...now, ...applied]);
    this.#versions = versions;
  }

  /** Every state in which some of these clusters have applied the wave. */
  among(clusters: readonly string[]): readonly IntermediateState[] {
    const { wave, now, next } = this;
    return subsets(clusters.filter((cluster) => wave.overlays.has(cluster))).map((applied) => ({
      wave,
      applied,
      meshes: this.#versions.together((cluster) => (applied.includes(cluster) ? next : now).get(cluster)),
    }));
  }

  /** The states in which a cluster has applied only some of the objects of the wave. */
  within(cluster: string): readonly IntermediateState[] {
    const { wave, now } = this;
    return getOrMake(this.#partlySynced, cluster, () =>
      this.#partly(cluster).map((manifests) => ({
        wave,
        applied: [cluster],
        meshes: this.#versions.together((other) => (other === cluster ? manifests : now.get(other))),
      })),
    );
  }

  get anyPartlySynced(): boolean {
    return [...this.wave.overlays.keys()].some((cluster) => this.#partly(cluster).length > 0);
  }

  #partly(cluster: string): readonly StoredManifests[] {
    const next = this.wave.overlays.has(cluster) ? this.next.get(cluster) : undefined;
    return next ? partlySynced(this.now.get(cluster) ?? new Map(), next) : [];
  }
}

/** Of so many sets of clusters the states are kept; more would take more memory than it takes time to make them again. */
const maxKept = 500;

export function intermediateStates(versions: ClusterVersions, waves: readonly Wave[]): IntermediateStates {
  let now: Manifests = versions.live;
  const steps = waves.map((wave) => {
    const step = new Step(wave, now, versions);
    now = step.next;
    return step;
  });
  const kept = new Map<string, readonly IntermediateState[]>();
  const afterEach = [versions.first, ...steps.map(({ next }) => versions.together((cluster) => next.get(cluster)))];
  return {
    first: versions.first,
    last: afterEach.at(-1) ?? versions.first,
    afterEach,
    among(clusters) {
      const names = [...clusters].sort(compare);
      return getOrMakeAmong(maxKept, kept, names.join(), () => steps.flatMap((step) => step.among(names)));
    },
    within: (clusters) => steps.flatMap((step) => [...clusters].flatMap((cluster) => step.within(cluster))),
    get anyPartlySynced() {
      return steps.some((step) => step.anyPartlySynced);
    },
  };
}

/** All subsets of up to so many clusters are tried: a call visits its consumer, and the exposers of a failover or of routes. */
const maxClustersForAllSubsets = 8;

/**
 * All subsets but the empty one, which is the state before the wave. Of many clusters: for every two, a subset with the one, with the
 * other, and with both. That is enough: a call visits many clusters only because it may go to many exposers. It goes from its consumer to one of
 * them, and no further, since an exposer's gateway calls the pods there and follows no route. So each of its outcomes depends on two clusters. It
 * works if all of them do, and whatever it reaches, one of them does.
 */
function subsets(clusters: readonly string[]): readonly (readonly string[])[] {
  const count = clusters.length;
  if (count === 0) return [];
  if (count <= maxClustersForAllSubsets)
    return Array.from({ length: 2 ** count - 1 }, (_, subset) => clusters.filter((_, i) => ((subset + 1) >> i) % 2 === 1));
  const separating: (readonly string[])[] = [clusters];
  for (let bit = 1; bit < count; bit *= 2) {
    separating.push(clusters.filter((_, i) => (i & bit) !== 0));
    separating.push(clusters.filter((_, i) => (i & bit) === 0));
  }
  return separating;
}
