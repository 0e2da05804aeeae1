import type { Federation } from "../2-resolve/federation.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import { type ClusterPlan, makePlanOf, objectsOfCluster } from "../4-plan/plan.ts";
import { worldOf } from "../5-verify/facts.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { getOrMake } from "../istio/objects/indexed.ts";
import { readMesh } from "../istio/objects/mesh.ts";

/** A map whose values are made when they are first asked for. */
export class MapOnUse<Value> implements ReadonlyMap<string, Value> {
  readonly #keys: ReadonlySet<string>;
  readonly #make: (key: string) => Value;
  readonly #made = new Map<string, Value>();

  constructor(keys: Iterable<string>, make: (key: string) => Value) {
    this.#keys = new Set(keys);
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
    return this.#keys.has(key) ? getOrMake(this.#made, key, () => this.#make(key)) : undefined;
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
    return new Map([...this.#keys].map((key) => [key, this.get(key) as Value]));
  }
}

/** The plans of the managed clusters and their objects, by cluster. A cluster is planned when it is first asked for. */
export function plannedOnUse(federation: Federation): {
  readonly plans: MapOnUse<ClusterPlan>;
  readonly objects: ReadonlyMap<string, readonly FederationObject[]>;
} {
  const managed = [...federation.clusters.values()].flatMap((cluster) => (cluster.managed ? [cluster.name] : []));
  const plans = new MapOnUse(managed, makePlanOf(federation));
  const objects = new MapOnUse(managed, (name) => {
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
  const { clusters: facts, roots } = worldOf(federation, new Map());
  const clusters = new MapOnUse(facts.keys(), (name) => {
    const cluster = facts.get(name);
    if (!cluster) throw new Error(`there are no facts about ${name}`);
    return readMesh({ ...cluster, objects: objectsByCluster.get(name) }, roots);
  });
  const namesByAddress = new Map(
    [...facts].flatMap(([name, { facts }]) =>
      facts.ingressAddresses.map((address): [string, string] => [`${address.toLowerCase()}:${facts.ingressPort}`, name]),
    ),
  );
  const meshAt = (address: string) => {
    const mesh = clusters.get(namesByAddress.get(address) ?? "");
    if (!mesh) throw new Error(`there is no cluster at ${address}`);
    return mesh;
  };
  return { clusters, ingresses: new MapOnUse(namesByAddress.keys(), meshAt), roots };
}
