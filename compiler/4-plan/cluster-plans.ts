import type { Federation } from "../2-resolve/federation.ts";
import { clusterViewer } from "./cluster-view.ts";
import type { FederationObject } from "./objects.ts";
import { type ClusterPlan, objectsOfCluster, planCluster } from "./plan.ts";
import type { IstioSetting } from "./summary/istio-settings.ts";
import { crossSigningOf } from "./trust/cross-signing.ts";

/** What a build reports about a plan. */
export interface PlanFigures {
  readonly objects: number;
  readonly files: number;
  readonly settings: readonly IstioSetting[];
}

/** The objects of so many grants fit into a few MiB. */
const fewGrants = 200;

/**
 * The plans of the managed clusters, each made when it is asked for. The objects of a large federation take more memory than all the rest, so they
 * are kept only for who needs them together; otherwise a cluster is planned again. A small federation is planned once.
 */
export class ClusterPlans {
  /** In the order of the file. */
  readonly clusters: readonly string[];
  readonly crossSigning: readonly string[];
  readonly #planOf: (cluster: string) => ClusterPlan;
  readonly #kept: Map<string, ClusterPlan> | undefined;
  readonly #figures = new Map<string, PlanFigures>();

  constructor(federation: Federation, { keep }: { readonly keep: boolean }) {
    const viewOf = clusterViewer(federation);
    const managed = new Map([...federation.clusters].filter(([, { managed }]) => managed));
    this.clusters = [...managed.keys()];
    this.crossSigning = crossSigningOf(federation, viewOf);
    this.#kept = keep || federation.grants.length <= fewGrants ? new Map() : undefined;
    this.#planOf = (name) => {
      const cluster = managed.get(name);
      if (!cluster) throw new Error(`nothing is planned for ${name}`);
      return planCluster(viewOf(cluster));
    };
  }

  of(cluster: string): ClusterPlan {
    const plan = this.#kept?.get(cluster) ?? this.#planOf(cluster);
    this.#kept?.set(cluster, plan);
    if (!this.#figures.has(cluster)) this.#figures.set(cluster, figuresOf(plan));
    return plan;
  }

  figuresOf(cluster: string): PlanFigures {
    return this.#figures.get(cluster) ?? figuresOf(this.of(cluster));
  }
}

function figuresOf({ files, settings }: ClusterPlan): PlanFigures {
  return { objects: files.reduce((sum, { manifests }) => sum + manifests.length, 0), files: files.length, settings };
}

/** The planned objects by cluster. A cluster is planned, or its plan looked up, whenever its objects are asked for. */
export class PlannedObjects implements ReadonlyMap<string, readonly FederationObject[]> {
  readonly #plans: ClusterPlans;
  readonly #clusters: ReadonlySet<string>;

  constructor(plans: ClusterPlans) {
    this.#plans = plans;
    this.#clusters = new Set(plans.clusters);
  }

  get size(): number {
    return this.#clusters.size;
  }

  has(cluster: string): boolean {
    return this.#clusters.has(cluster);
  }

  get(cluster: string): readonly FederationObject[] | undefined {
    return this.has(cluster) ? objectsOfCluster(this.#plans.of(cluster)) : undefined;
  }

  keys(): MapIterator<string> {
    return this.#clusters.keys();
  }

  *values(): MapIterator<readonly FederationObject[]> {
    for (const cluster of this.#clusters) yield objectsOfCluster(this.#plans.of(cluster));
  }

  *entries(): MapIterator<[string, readonly FederationObject[]]> {
    for (const cluster of this.#clusters) yield [cluster, objectsOfCluster(this.#plans.of(cluster))];
  }

  [Symbol.iterator](): MapIterator<[string, readonly FederationObject[]]> {
    return this.entries();
  }

  forEach(
    visit: (objects: readonly FederationObject[], cluster: string, map: ReadonlyMap<string, readonly FederationObject[]>) => void,
  ): void {
    for (const [cluster, objects] of this) visit(objects, cluster, this);
  }
}
