import type { Spans } from "../../1-load/spans.ts";
import type { Cluster, Consumption, Federation, Grant } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { routesInForce } from "../../2-resolve/routes-in-force.ts";
import type { Plan } from "../plan.ts";
import { type ChartValues, chartValues } from "./istio-settings.ts";
import { type Reminder, reminders } from "./reminders.ts";

/** A federation as the build reports it: exposed and used services, reminders, and each cluster's needs. */
export interface FederationSummary {
  readonly federation: string;
  readonly clusters: readonly ClusterSummary[];
  /** Entries that are written but not in force. */
  readonly inactive: readonly Reminder[];
  /** Clusters that wait for an address. */
  readonly pending: readonly Reminder[];
  /** Sentences about partners that can sign for each other's names. */
  readonly crossSigning: readonly string[];
}

export interface ClusterSummary {
  readonly name: string;
  readonly managed: boolean;
  readonly objects: number;
  readonly files: number;
  /** `reviews to cluster1` */
  readonly exposes: readonly string[];
  /** `ratings of cluster2 as ratings.default:9080` */
  readonly consumes: readonly string[];
  /** Settings of the cluster's Istio that differ from the default, in words and as chart values. */
  readonly needs: readonly string[];
  readonly values: ChartValues;
}

export function summarize(federation: Federation, plan: Plan, at: Spans): FederationSummary {
  const plans = new Map(plan.clusters.map((clusterPlan) => [clusterPlan.cluster, clusterPlan]));
  const clusters = [...federation.clusters.values()].map((cluster): ClusterSummary => {
    const clusterPlan = plans.get(cluster);
    const files = clusterPlan?.files ?? [];
    return {
      name: cluster.name,
      managed: cluster.managed,
      objects: files.reduce((sum, { manifests }) => sum + manifests.length, 0),
      files: files.length,
      exposes: exposesOf(federation, cluster),
      consumes: federation.services
        .flatMap(({ consumptions }) => consumptions.filter((consumption) => consumption.cluster === cluster))
        .flatMap(consumesOf),
      needs: (clusterPlan?.settings ?? []).map(({ words }) => words),
      values: chartValues(clusterPlan?.settings ?? []),
    };
  });
  return { federation: federation.name, clusters, ...reminders(federation, at), crossSigning: plan.crossSigning };
}

function exposesOf({ grants }: Federation, cluster: Cluster): readonly string[] {
  const clusterGrants = grants.filter(({ exposure, inactive }) => exposure.cluster === cluster && inactive === undefined);
  return sorted(clusterGrants.map(({ exposure }) => exposure.service.name)).map((service) => {
    const consumers = clusterGrants.filter(({ exposure }) => exposure.service.name === service).map(({ consumer }) => consumer.name);
    return `${service} to ${consumers.join(", ")}`;
  });
}

/** One line per local name with a route in force. */
function consumesOf(consumption: Consumption): readonly string[] {
  const { as, port, failover, service } = consumption;
  if (consumption.inactive !== undefined) return [];
  const destinations = failover ?? routesInForce(consumption).flatMap(({ destinations }) => destinations);
  const grants = destinations.flatMap(({ grant }): readonly Grant[] =>
    grant && grant.inactive === undefined && !grant.pending ? [grant] : [],
  );
  if (grants.length === 0) return [];
  const exposers = [...new Set(grants.map(({ exposure }) => exposure.cluster.name))].join(failover ? ", then " : ", ");
  const name = as?.namespace === undefined ? as?.name : `${as.name}.${as.namespace}`;
  return [`${service.name} of ${exposers}${name === undefined ? "" : ` as ${name}:${port}`}`];
}
