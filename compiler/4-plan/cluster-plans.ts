import type { Cluster, Federation } from "../2-resolve/federation.ts";
import { MadeAnew } from "../2-resolve/made-anew.ts";
import { type ClusterView, clusterViewer } from "./cluster-view.ts";
import type { FederationObject } from "./objects.ts";
import { type ClusterPlan, objectsOfCluster, planCluster } from "./plan.ts";
import { type IstioSetting, istioSettings } from "./summary/istio-settings.ts";
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
 * The plans of the managed clusters, each made when it is asked for. The objects of a large federation take more memory than all the rest, so none
 * are kept: a cluster is planned again. A small federation is planned once.
 */
export class ClusterPlans {
  /** In the order of the file. */
  readonly clusters: readonly string[];
  readonly crossSigning: readonly string[];
  readonly #managed: ReadonlyMap<string, Cluster>;
  readonly #viewOf: (cluster: Cluster) => ClusterView;
  readonly #kept: Map<string, ClusterPlan> | undefined;
  readonly #figures = new Map<string, PlanFigures>();

  constructor(federation: Federation) {
    this.#viewOf = clusterViewer(federation);
    this.#managed = new Map([...federation.clusters].filter(([, { managed }]) => managed));
    this.clusters = [...this.#managed.keys()];
    this.crossSigning = crossSigningOf(federation, this.#viewOf);
    this.#kept = federation.grants.length <= fewGrants ? new Map() : undefined;
  }

  of(cluster: string): ClusterPlan {
    const plan = this.#kept?.get(cluster) ?? planCluster(this.viewOf(cluster));
    this.#kept?.set(cluster, plan);
    if (!this.#figures.has(cluster)) this.#figures.set(cluster, figuresOf(plan));
    return plan;
  }

  /** What a cluster is planned from. Throws if it is not a managed one. */
  viewOf(cluster: string): ClusterView {
    const managed = this.#managed.get(cluster);
    if (!managed) throw new Error(`nothing is planned for ${cluster}`);
    return this.#viewOf(managed);
  }

  /** The settings of a cluster's Istio that differ from the default, without a plan of its objects. */
  settingsOf(cluster: string): readonly IstioSetting[] {
    return istioSettings(this.viewOf(cluster));
  }

  figuresOf(cluster: string): PlanFigures {
    return this.#figures.get(cluster) ?? figuresOf(this.of(cluster));
  }
}

function figuresOf({ files, settings }: ClusterPlan): PlanFigures {
  return { objects: files.reduce((sum, { manifests }) => sum + manifests.length, 0), files: files.length, settings };
}

/** The planned objects by cluster, one cluster at a time. */
export function plannedObjects(plans: ClusterPlans): ReadonlyMap<string, readonly FederationObject[]> {
  return new MadeAnew(plans.clusters, (cluster) => objectsOfCluster(plans.of(cluster)));
}
