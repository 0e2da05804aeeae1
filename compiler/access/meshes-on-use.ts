import type { Federation } from "../2-resolve/federation.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import { type ClusterPlan, makePlanOf, objectsOfCluster } from "../4-plan/plan.ts";
import { worldOf } from "../5-verify/facts.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { type Mesh, readMesh } from "../istio/objects/mesh.ts";
import type { ClusterFacts } from "../istio/world.ts";

/** A set of keys; many maps may share it. */
type Keys = Pick<ReadonlySet<string>, "has" | "keys" | "size">;

/** A map whose values are made when they are first asked for. */
export class MapOnUse<Value> implements ReadonlyMap<string, Value> {
  readonly #keys: Keys;
  readonly #make: (key: string) => Value;
  readonly #made = new Map<string, Value>();

  constructor(keys: Keys, make: (key: string) => Value) {
    this.#keys = keys;
    this.#make = make;
  }

  /** The values that were asked for so far. */
  get made(): ReadonlyMap<string, Value> {
    return this.#made;
  }

  get size(): number {
    return this.#keys.size;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  get(key: string): Value | undefined {
    const made = this.#made.get(key);
    if (made !== undefined || !this.#keys.has(key)) return made;
    const value = this.#make(key);
    this.#made.set(key, value);
    return value;
  }

  keys() {
    return this.#keys.keys();
  }

  entries() {
    return this.#all().entries();
  }

  values() {
    return this.#all().values();
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  forEach(visit: (value: Value, key: string, map: ReadonlyMap<string, Value>) => void): void {
    for (const [key, value] of this) visit(value, key, this);
  }

  #all(): ReadonlyMap<string, Value> {
    return new Map([...this.#keys.keys()].map((key) => [key, this.get(key) as Value]));
  }
}

/** The plans of the managed clusters and their objects, by cluster. A cluster is planned when it is first asked for. */
export function plannedOnUse(federation: Federation): {
  readonly plans: MapOnUse<ClusterPlan>;
  readonly objects: ReadonlyMap<string, readonly FederationObject[]>;
} {
  const managed = [...federation.clusters.values()].flatMap((cluster) => (cluster.managed ? [cluster.name] : []));
  const plans = new MapOnUse(new Set(managed), makePlanOf(federation));
  const objects = new MapOnUse(plans, (name) => {
    const plan = plans.get(name);
    return plan ? objectsOfCluster(plan) : [];
  });
  return { plans, objects };
}

/**
 * All clusters of a federation. The objects of a cluster are asked for and read when a call first comes there, so that a few calls cost as
 * much as the clusters that they visit. Then it throws UnsupportedObject for everything that the model does not know.
 */
export function meshesOnUse(federation: Federation, objectsByCluster: ReadonlyMap<string, readonly unknown[]>): Meshes {
  const world = worldOf(federation, new Map());
  const { roots } = world;
  const facts = new Map([...world.clusters].map(([name, { facts }]) => [name, facts]));
  return meshesTogetherOnUse(facts, clustersByAddress(facts), roots, (facts) =>
    readMesh({ facts, objects: objectsByCluster.get(facts.name) }, roots),
  );
}

type FactsByCluster = ReadonlyMap<string, ClusterFacts>;

/** The clusters by `address:port` of their ingress gateways. */
export function clustersByAddress(facts: FactsByCluster): FactsByCluster {
  return new Map(
    [...facts.values()].flatMap((cluster) =>
      cluster.ingressAddresses.map((address): [string, ClusterFacts] => [`${address.toLowerCase()}:${cluster.ingressPort}`, cluster]),
    ),
  );
}

/** Clusters that are read one by one, such as the states of each in different waves. */
export function meshesTogetherOnUse(
  facts: FactsByCluster,
  byAddress: FactsByCluster,
  roots: Meshes["roots"],
  read: (facts: ClusterFacts) => Mesh,
): Meshes {
  const readOf = (all: FactsByCluster, read: (facts: ClusterFacts) => Mesh) => (key: string) => {
    const found = all.get(key);
    if (!found) throw new Error(`there is no cluster ${key}`);
    return read(found);
  };
  const clusters = new MapOnUse(facts, readOf(facts, read));
  const ofCluster = ({ name }: ClusterFacts) => clusters.get(name) as Mesh;
  return { clusters, ingresses: new MapOnUse(byAddress, readOf(byAddress, ofCluster)), roots };
}
