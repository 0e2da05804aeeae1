import type { Cluster, Federation } from "../2-resolve/federation.ts";
import { compare } from "../findings/finding.ts";
import { type ClusterView, clusterViewer } from "./cluster-view.ts";
import { planConsumers } from "./gateways/consumer.ts";
import { planExposers } from "./gateways/exposer.ts";
import { planFailover } from "./gateways/failover.ts";
import { planGateways } from "./gateways/gateways.ts";
import { planLocalServices } from "./gateways/local.ts";
import { planLocalNames } from "./local-names/local-names.ts";
import type { Manifest, PlannedFile } from "./manifest.ts";
import type { FederationObject } from "./objects.ts";
import { type IstioSetting, istioSettings } from "./summary/istio-settings.ts";
import { crossSigningOf } from "./trust/cross-signing.ts";
import { planTrust } from "./trust/trust.ts";
import { planExposed } from "./workloads/expose.ts";

/** The output for every managed cluster, as pure data. Rendering adds nothing to it. */
export interface Plan {
  readonly federation: string;
  readonly clusters: readonly ClusterPlan[];
  /** Sentences about partners that can sign for each other's names. */
  readonly crossSigning: readonly string[];
}

export interface ClusterPlan {
  readonly cluster: Cluster;
  readonly view: ClusterView;
  /** Settings of the cluster's Istio that differ from the default. */
  readonly settings: readonly IstioSetting[];
  /** In the order of `kustomization.yaml`. Each file has at least one object. */
  readonly files: readonly PlannedFile[];
}

/** Plans the objects of each managed cluster. The federation must have no errors. */
export function makePlan(federation: Federation): Plan {
  const viewOf = clusterViewer(federation);
  const managed = [...federation.clusters.values()].filter((cluster) => cluster.managed);
  return {
    federation: federation.name,
    clusters: managed.map((cluster) => planCluster(viewOf(cluster))),
    crossSigning: crossSigningOf(federation, viewOf),
  };
}

/** The planned objects by cluster name. */
export function objectsOf({ clusters }: Plan): ReadonlyMap<string, readonly FederationObject[]> {
  return new Map(clusters.map((plan) => [plan.cluster.name, objectsOfCluster(plan)]));
}

export function objectsOfCluster({ files }: ClusterPlan): readonly FederationObject[] {
  return files.flatMap(({ manifests }) => manifests.map(({ object }) => object));
}

export function planCluster(view: ClusterView): ClusterPlan {
  const planners = [planGateways, planTrust, planConsumers, planExposers, planExposed, planLocalServices, planFailover, planLocalNames];
  return { cluster: view.cluster, view, settings: istioSettings(view), files: filesBy(planners, view) };
}

/** The file with which a cluster trusts others, as its whole plan has it; undefined if it trusts nobody. */
export function planTrustFile(view: ClusterView): PlannedFile | undefined {
  return filesBy([planTrust], view)[0];
}

function filesBy(planners: readonly ((view: ClusterView) => readonly PlannedFile[])[], view: ClusterView): readonly PlannedFile[] {
  return planners
    .flatMap((plan) => plan(view))
    .filter(({ manifests }) => manifests.length > 0)
    .map(({ name, manifests }) => ({ name, manifests: manifests.toSorted(byKindNamespaceName) }));
}

function byKindNamespaceName({ object: a }: Manifest, { object: b }: Manifest): number {
  return (
    compare(a.kind, b.kind) || compare(a.metadata.namespace ?? "", b.metadata.namespace ?? "") || compare(a.metadata.name, b.metadata.name)
  );
}
