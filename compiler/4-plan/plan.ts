import type { Cluster, Federation } from "../2-resolve/federation.ts";
import { compare } from "../findings/finding.ts";
import { type ClusterView, clusterViewsOf } from "./cluster-view.ts";
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

/** What every managed cluster gets. Pure data; rendering adds nothing to it. */
export interface Plan {
  readonly federation: string;
  readonly clusters: readonly ClusterPlan[];
  /** Who can sign whose names besides their owners. */
  readonly crossSigning: readonly string[];
}

export interface ClusterPlan {
  readonly cluster: Cluster;
  readonly view: ClusterView;
  /** What the cluster's Istio must have that is no default. */
  readonly settings: readonly IstioSetting[];
  /** In the order of `kustomization.yaml`; each with at least one object. */
  readonly files: readonly PlannedFile[];
}

/** Decides what each managed cluster gets. The federation has no errors. */
export function makePlan(federation: Federation): Plan {
  const all = [...clusterViewsOf(federation).values()];
  const managed = all.filter(({ cluster }) => cluster.managed);
  return {
    federation: federation.name,
    clusters: managed.map(planCluster),
    crossSigning: crossSigningOf(federation, all),
  };
}

/** The objects that each cluster gets, as data. */
export function objectsOf({ clusters }: Plan): ReadonlyMap<string, readonly FederationObject[]> {
  return new Map(
    clusters.map(({ cluster, files }) => [cluster.name, files.flatMap(({ manifests }) => manifests.map(({ object }) => object))]),
  );
}

function planCluster(view: ClusterView): ClusterPlan {
  const files = [planGateways, planTrust, planConsumers, planExposers, planExposed, planLocalServices, planFailover, planLocalNames]
    .flatMap((plan) => plan(view))
    .filter(({ manifests }) => manifests.length > 0)
    .map(({ name, manifests }) => ({ name, manifests: manifests.toSorted(byKindNamespaceName) }));
  return { cluster: view.cluster, view: view, settings: istioSettings(view), files };
}

function byKindNamespaceName({ object: a }: Manifest, { object: b }: Manifest): number {
  return (
    compare(a.kind, b.kind) || compare(a.metadata.namespace ?? "", b.metadata.namespace ?? "") || compare(a.metadata.name, b.metadata.name)
  );
}
