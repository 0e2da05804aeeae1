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

/** Clusters in the middle of a wave. */
export interface IntermediateState {
  readonly wave: Wave;
  /** Of the clusters that were asked about, those that have got their part. */
  readonly delivered: readonly string[];
  readonly meshes: Meshes;
}

interface Step {
  readonly wave: Wave;
  readonly now: ReadonlyMap<string, Mesh>;
  readonly then: ReadonlyMap<string, Mesh>;
  /** What a cluster may hold while it syncs. */
  readonly parts: ReadonlyMap<string, readonly StoredManifests[]>;
}

/** All subsets of so many clusters are tried; of more, those that tell any two apart. */
const maxClustersForAllSubsets = 5;

/** All states that the waves of a change pass through. */
export class IntermediateStates {
  readonly first: Meshes;
  readonly last: Meshes;
  readonly #roots: Meshes["roots"];
  readonly #steps: Step[] = [];
  readonly #known = new Map<string, readonly IntermediateState[]>();
  readonly #inParts = new Map<StoredManifests, Meshes>();
  readonly #read: (cluster: string, objects: readonly FederationObject[]) => Mesh;

  /** `before` are the objects that stand in the clusters that change, `after` those that all clusters are to have. */
  constructor(
    federation: Federation,
    { before, after }: { readonly before: Objects; readonly after: Objects },
    transitions: ReadonlyMap<string, Transition>,
    waves: readonly Wave[],
    piecesIn: (files: Files) => StoredManifests,
  ) {
    const world = worldOf(federation, after);
    const answering = addressesBefore(federation, world);
    this.#roots = world.roots;
    const servingNames = servingNamesIn([...before.values()].flat());
    this.#read = (cluster, objects) => {
      const facts = world.clusters.get(cluster)?.facts;
      if (!facts) throw new Error(`there is no cluster ${cluster}`);
      const ingressAddresses = answering.get(cluster) ?? facts.ingressAddresses;
      return readMesh(
        { facts: factsBeside({ ...facts, ingressAddresses }, before.get(cluster) ?? [], servingNames), objects },
        world.roots,
      );
    };
    const live = [...world.clusters].map(([name, cluster]) => {
      const own = before.get(name);
      return [name, own ? this.#read(name, own) : readMesh(cluster, world.roots)] as const;
    });
    let now: ReadonlyMap<string, Mesh> = new Map(live);
    this.first = meshesTogether(now, this.#roots);
    let stands: ReadonlyMap<string, StoredManifests> = new Map([...transitions].map(([cluster, { before }]) => [cluster, before]));
    for (const wave of waves) {
      const manifests = new Map([...wave.overlays].map(([cluster, { files }]) => [cluster, piecesIn(files)]));
      const then = new Map([...now, ...[...manifests].map(([cluster, own]) => [cluster, this.#read(cluster, objectsOf(own))] as const)]);
      const parts = new Map([...manifests].map(([cluster, own]) => [cluster, partlySynced(stands.get(cluster) ?? new Map(), own)]));
      this.#steps.push({ wave, now, then, parts });
      stands = new Map([...stands, ...manifests]);
      now = then;
    }
    this.last = meshesTogether(now, this.#roots);
  }

  /** Each wave with any of these clusters before the others: what comes of a call is for those to say that it comes by. */
  among(clusters: ReadonlySet<string>): readonly IntermediateState[] {
    const names = [...clusters].sort(compare);
    const key = names.join();
    const known = this.#known.get(key) ?? this.#steps.flatMap((step) => statesOf(step, names, this.#roots));
    this.#known.set(key, known);
    return known;
  }

  /** Each of these clusters while it syncs, before the others of its wave do. */
  within(clusters: ReadonlySet<string>): readonly IntermediateState[] {
    return this.#steps.flatMap(({ wave, now, parts }) =>
      [...clusters].flatMap((cluster) =>
        (parts.get(cluster) ?? []).map((part) => {
          const meshes = this.#inParts.get(part) ?? this.#together(now, cluster, part);
          this.#inParts.set(part, meshes);
          return { wave, delivered: [cluster], meshes };
        }),
      ),
    );
  }

  /** Whether a cluster syncs anything that is not one object alone. */
  get someComeInParts(): boolean {
    return this.#steps.some(({ parts }) => [...parts.values()].some((some) => some.length > 0));
  }

  #together(others: ReadonlyMap<string, Mesh>, cluster: string, part: StoredManifests): Meshes {
    return meshesTogether(new Map([...others, [cluster, this.#read(cluster, objectsOf(part))]]), this.#roots);
  }
}

/** Where the gateways of clusters that are to be inactive answer until they are, unless another cluster has taken the address. */
function addressesBefore(federation: Federation, { clusters }: World): ReadonlyMap<string, readonly string[]> {
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
  return subsets(clusters.filter((cluster) => wave.overlays.has(cluster))).map((delivered) => ({
    wave,
    delivered,
    meshes: meshesTogether(mixed(now, then, delivered), roots),
  }));
}

function mixed(now: ReadonlyMap<string, Mesh>, then: ReadonlyMap<string, Mesh>, delivered: readonly string[]): ReadonlyMap<string, Mesh> {
  return new Map([...now].map(([cluster, mesh]) => [cluster, delivered.includes(cluster) ? (then.get(cluster) ?? mesh) : mesh]));
}

/** Some of them, all of them; none is the wave before. Of many, for any two: either and both. */
export function subsets(clusters: readonly string[]): readonly (readonly string[])[] {
  const count = clusters.length;
  if (count === 0) return [];
  if (count <= maxClustersForAllSubsets)
    return Array.from({ length: 2 ** count - 1 }, (_, subset) => clusters.filter((_, i) => ((subset + 1) >> i) % 2 === 1));
  const found: (readonly string[])[] = [clusters];
  for (let bit = 1; bit < count; bit *= 2) {
    found.push(clusters.filter((_, i) => (i & bit) !== 0));
    found.push(clusters.filter((_, i) => (i & bit) === 0));
  }
  return found;
}
