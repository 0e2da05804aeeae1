import type { Federation } from "../2-resolve/federation.ts";
import { type ClusterPlans, plannedObjects } from "../4-plan/cluster-plans.ts";
import type { FederationObject } from "../4-plan/objects.ts";
import { worldOf } from "../5-verify/facts.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { clustersByAddress, meshesTogetherOnUse } from "../istio/data-path/meshes-on-use.ts";
import { getOrMake, indexed } from "../istio/objects/indexed.ts";
import { type Mesh, readMesh } from "../istio/objects/mesh.ts";
import type { KnownObjects } from "../istio/objects/read-objects.ts";
import type { ClusterFacts } from "../istio/world.ts";
import { factsBeside, servingNamesIn } from "./facts-beside.ts";
import type { Transition } from "./intermediate-overlay.ts";
import { type KnownTexts, storedManifestsOf } from "./stored-manifests.ts";

export type StoredManifests = Transition["before"];
type Objects = ReadonlyMap<string, readonly FederationObject[]>;

/** All clusters, each in one version. */
export interface ClustersTogether extends Meshes {
  /** Undefined for a cluster that does not change. */
  readonly manifestsOf: (cluster: string) => StoredManifests | undefined;
}

/**
 * The clusters of a change in all versions that its waves bring. A version is read once in a run, when a call first comes there, however many
 * plans and states have it.
 */
export class ClusterVersions {
  /** The live manifests of the clusters that change. */
  readonly live: ReadonlyMap<string, StoredManifests>;
  /** The live objects of the clusters that change. */
  readonly before: Objects;
  /** The desired objects of the clusters that change. */
  readonly after: Objects;
  /** All clusters as they are now. */
  readonly first: ClustersTogether;
  readonly #knownTexts: KnownTexts;
  readonly #planned: Objects;
  readonly #roots: Meshes["roots"];
  readonly #facts: ReadonlyMap<string, ClusterFacts>;
  readonly #byAddress: ReadonlyMap<string, ClusterFacts>;
  readonly #byHost: ReadonlyMap<string, readonly ClusterFacts[]>;
  readonly #manifests = new WeakMap<ReadonlyMap<string, string>, StoredManifests>();
  readonly #knownObjects: KnownObjects = new WeakMap();
  readonly #meshes = new WeakMap<StoredManifests, Mesh>();
  /** The clusters that do not change. */
  readonly #unchanged = new Map<string, Mesh>();

  constructor(federation: Federation, plans: ClusterPlans, transitions: ReadonlyMap<string, Transition>, knownTexts: KnownTexts) {
    this.live = new Map([...transitions].map(([cluster, { before }]) => [cluster, before]));
    this.before = new Map([...this.live].map(([cluster, manifests]) => [cluster, objectsInVersion(manifests)]));
    this.after = new Map([...transitions].map(([cluster, { after }]) => [cluster, objectsInVersion(after)]));
    this.#planned = plannedObjects(plans);
    this.#knownTexts = knownTexts;
    for (const { live, desired, before, after } of transitions.values()) this.#manifests.set(live, before).set(desired.files, after);
    const { clusters, roots } = worldOf(federation, new Map());
    this.#roots = roots;
    const leaving = addressesOfLeaving(
      federation,
      [...clusters.values()].map(({ facts }) => facts),
    );
    const servingNames = servingNamesIn([...this.before.values()].flat());
    this.#facts = new Map(
      [...clusters].map(([name, { facts }]) => {
        const live = this.before.get(name);
        const ingressAddresses = leaving.get(name) ?? facts.ingressAddresses;
        return [name, live ? factsBeside({ ...facts, ingressAddresses }, live, servingNames) : facts];
      }),
    );
    this.#byAddress = clustersByAddress(this.#facts);
    this.#byHost = indexed([...this.#facts.values()], ({ ingressAddresses }) => ingressAddresses.map((address) => address.toLowerCase()));
    this.first = this.together((cluster) => this.live.get(cluster));
  }

  /** The desired objects of a cluster; undefined if it configures itself. Those of one that does not change are planned anew, and not kept. */
  desiredObjects(cluster: string): readonly FederationObject[] | undefined {
    return this.after.get(cluster) ?? this.#planned.get(cluster);
  }

  factsOf(cluster: string): ClusterFacts {
    const facts = this.#facts.get(cluster);
    if (!facts) throw new Error(`there are no facts about ${cluster}`);
    return facts;
  }

  /** The clusters that have an address for their ingress gateway. */
  clustersAt(address: string): readonly ClusterFacts[] {
    return this.#byHost.get(address) ?? [];
  }

  /** The anchors of a root. */
  anchorsOf(root: string): readonly string[] {
    return (this.#roots.get(root) ?? []).map(({ anchorId }) => anchorId);
  }

  manifestsIn(files: ReadonlyMap<string, string>): StoredManifests {
    return getOrMake(this.#manifests, files, () => storedManifestsOf(files, this.#knownTexts));
  }

  /** All clusters, each with these manifests; with the desired objects if there are none, because it does not change. */
  together(manifestsOf: ClustersTogether["manifestsOf"]): ClustersTogether {
    const read = (facts: ClusterFacts) => this.#read(facts, manifestsOf(facts.name));
    return { ...meshesTogetherOnUse(this.#facts, this.#byAddress, this.#roots, read), manifestsOf };
  }

  #read(facts: ClusterFacts, manifests: StoredManifests | undefined): Mesh {
    const read = (objects: readonly FederationObject[] | undefined) => readMesh({ facts, objects }, this.#roots, this.#knownObjects);
    if (manifests) return getOrMake(this.#meshes, manifests, () => read(objectsInVersion(manifests)));
    return getOrMake(this.#unchanged, facts.name, () => read(this.desiredObjects(facts.name)));
  }
}

/**
 * The addresses of gateways of inactive clusters. They answer until the change is applied, unless another cluster has taken the address.
 */
function addressesOfLeaving(federation: Federation, facts: readonly ClusterFacts[]): ReadonlyMap<string, readonly string[]> {
  const taken = new Set(facts.flatMap(({ ingressAddresses }) => ingressAddresses));
  const leaving = [...federation.clusters.values()].filter(({ inactive }) => inactive !== undefined);
  return new Map(
    leaving.map(({ name, ingress }) => {
      const own = !ingress || ingress.addresses === "pending" ? [] : ingress.addresses;
      return [name, own.filter((address) => !taken.has(address))];
    }),
  );
}

/** The objects of a version. */
export function objectsInVersion(manifests: StoredManifests): readonly FederationObject[] {
  return [...manifests.values()].map(({ object }) => object);
}
