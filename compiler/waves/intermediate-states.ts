import type { Federation } from "../2-resolve/federation.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import { worldOf } from "../5-verify/facts.ts";
import { compare } from "../findings/finding.ts";
import { type Meshes, meshesTogether } from "../istio/data-path/meshes.ts";
import { type Mesh, readMesh } from "../istio/objects/mesh.ts";
import type { World } from "../istio/world.ts";
import { factsBeside, servingNamesIn } from "./facts-beside.ts";
import type { Transition } from "./intermediate-overlay.ts";
import { partlySynced } from "./partly-synced.ts";
import type { Wave } from "./wave.ts";

type Objects = ReadonlyMap<string, readonly FederationObject[]>;
type Files = ReadonlyMap<string, string>;
type StoredManifests = Transition["before"];

/** A state in which some clusters have applied a wave and the rest have not. */
export interface IntermediateState {
  readonly wave: Wave;
  /** Those of the given clusters that have applied the wave. */
  readonly applied: readonly string[];
  readonly meshes: Meshes;
}

interface Step {
  readonly wave: Wave;
  readonly now: ReadonlyMap<string, Mesh>;
  readonly then: ReadonlyMap<string, Mesh>;
  /** The objects that a cluster may hold while it syncs. */
  readonly partlySynced: ReadonlyMap<string, readonly StoredManifests[]>;
}

/** All subsets of up to so many clusters are tried. Of more clusters, only subsets that separate every two of them are tried. */
const maxClustersForAllSubsets = 5;

/** The intermediate states that concern some clusters. */
export type StatesAmong = (clusters: ReadonlySet<string>) => readonly IntermediateState[];

/** All states through which the waves of a change pass. */
export interface IntermediateStates {
  readonly first: Meshes;
  readonly last: Meshes;
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

/** `before` are the live objects of the clusters that change, `after` the desired objects of all clusters. */
export function intermediateStates(
  federation: Federation,
  { before, after }: { readonly before: Objects; readonly after: Objects },
  transitions: ReadonlyMap<string, Transition>,
  waves: readonly Wave[],
  manifestsIn: (files: Files) => StoredManifests,
): IntermediateStates {
  const world = worldOf(federation, after);
  const { roots } = world;
  const liveAddresses = addressesOfLeaving(federation, world);
  const servingNames = servingNamesIn([...before.values()].flat());
  const read = (cluster: string, objects: readonly FederationObject[]): Mesh => {
    const facts = world.clusters.get(cluster)?.facts;
    if (!facts) throw new Error(`there is no cluster ${cluster}`);
    const ingressAddresses = liveAddresses.get(cluster) ?? facts.ingressAddresses;
    return readMesh({ facts: factsBeside({ ...facts, ingressAddresses }, before.get(cluster) ?? [], servingNames), objects }, roots);
  };
  let now: ReadonlyMap<string, Mesh> = new Map(
    [...world.clusters].map(([name, cluster]) => {
      const live = before.get(name);
      return [name, live ? read(name, live) : readMesh(cluster, roots)];
    }),
  );
  const first = meshesTogether(now, roots);
  let manifestsNow: ReadonlyMap<string, StoredManifests> = new Map([...transitions].map(([cluster, { before }]) => [cluster, before]));
  const steps: Step[] = [];
  for (const wave of waves) {
    const manifests = new Map([...wave.overlays].map(([cluster, { files }]) => [cluster, manifestsIn(files)]));
    const then = new Map([...now, ...[...manifests].map(([cluster, own]) => [cluster, read(cluster, objectsOf(own))] as const)]);
    const partly = new Map([...manifests].map(([cluster, own]) => [cluster, partlySynced(manifestsNow.get(cluster) ?? new Map(), own)]));
    steps.push({ wave, now, then, partlySynced: partly });
    manifestsNow = new Map([...manifestsNow, ...manifests]);
    now = then;
  }
  const statesByClusters = new Map<string, readonly IntermediateState[]>();
  const partlySyncedMeshes = new Map<StoredManifests, Meshes>();
  return {
    first,
    last: meshesTogether(now, roots),
    among(clusters) {
      const names = [...clusters].sort(compare);
      const key = names.join();
      const states = statesByClusters.get(key) ?? steps.flatMap((step) => statesOf(step, names, roots));
      statesByClusters.set(key, states);
      return states;
    },
    within: (clusters) =>
      steps.flatMap(({ wave, now, partlySynced }) =>
        [...clusters].flatMap((cluster) =>
          (partlySynced.get(cluster) ?? []).map((manifests) => {
            const meshes =
              partlySyncedMeshes.get(manifests) ?? meshesTogether(new Map([...now, [cluster, read(cluster, objectsOf(manifests))]]), roots);
            partlySyncedMeshes.set(manifests, meshes);
            return { wave, applied: [cluster], meshes };
          }),
        ),
      ),
    anyPartlySynced: steps.some(({ partlySynced }) => [...partlySynced.values()].some((states) => states.length > 0)),
  };
}

/**
 * The addresses of gateways of inactive clusters. They answer until the change is applied, unless another cluster has taken the address.
 */
function addressesOfLeaving(federation: Federation, { clusters }: World): ReadonlyMap<string, readonly string[]> {
  const taken = new Set([...clusters.values()].flatMap(({ facts }) => facts.ingressAddresses));
  const leaving = [...federation.clusters.values()].filter(({ inactive }) => inactive !== undefined);
  return new Map(
    leaving.map(({ name, ingress }) => {
      const own = !ingress || ingress.addresses === "pending" ? [] : ingress.addresses;
      return [name, own.filter((address) => !taken.has(address))];
    }),
  );
}

function objectsOf(manifests: StoredManifests): readonly FederationObject[] {
  return [...manifests.values()].map(({ object }) => object);
}

function statesOf({ wave, now, then }: Step, clusters: readonly string[], roots: Meshes["roots"]): readonly IntermediateState[] {
  return subsets(clusters.filter((cluster) => wave.overlays.has(cluster))).map((applied) => ({
    wave,
    applied,
    meshes: meshesTogether(
      new Map([...now].map(([cluster, mesh]) => [cluster, applied.includes(cluster) ? (then.get(cluster) ?? mesh) : mesh])),
      roots,
    ),
  }));
}

/**
 * All subsets but the empty one, which is the state before the wave. Of many clusters: for every two, a subset with the one, with the
 * other, and with both.
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
