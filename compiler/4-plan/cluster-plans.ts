import type { Federation } from "../2-resolve/federation.ts";
import { MadeAnew } from "../2-resolve/made-anew.ts";
import { type ClusterView, clusterViewsOf } from "./cluster-view.ts";
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

/**
 * The plans of the managed clusters, each made when it is asked for. The objects of a large federation take more memory than all the rest, so none
 * are kept: a cluster is planned again.
 */
export class ClusterPlans {
  /** In the order of the file. */
  readonly clusters: readonly string[];
  readonly crossSigning: readonly string[];
  readonly #views: ReadonlyMap<string, ClusterView>;
  readonly #figures = new Map<string, PlanFigures>();

  constructor(federation: Federation) {
    const views = [...clusterViewsOf(federation).values()];
    this.#views = new Map(views.filter(({ cluster }) => cluster.managed).map((view) => [view.cluster.name, view]));
    this.clusters = [...this.#views.keys()];
    this.crossSigning = crossSigningOf(federation, views);
  }

  of(cluster: string): ClusterPlan {
    const plan = planCluster(this.viewOf(cluster));
    if (!this.#figures.has(cluster)) this.#figures.set(cluster, figuresOf(plan));
    return plan;
  }

  /** What a cluster is planned from. Throws if it is not a managed one. */
  viewOf(cluster: string): ClusterView {
    const view = this.#views.get(cluster);
    if (!view) throw new Error(`nothing is planned for ${cluster}`);
    return view;
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
