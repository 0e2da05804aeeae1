import type { Spans } from "../../1-load/spans.ts";
import type { Consumption, Federation, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import { routesInForce } from "../../2-resolve/routes-in-force.ts";
import type { ClusterPlans, PlanFigures } from "../cluster-plans.ts";
import { type ChartValues, chartValues } from "./istio-settings.ts";
import { type Reminder, reminders } from "./reminders.ts";

/** A federation as the build reports it: exposed and used services, reminders, and each cluster's needs. */
export interface FederationSummary {
  readonly federation: string;
  readonly clusters: readonly ClusterSummary[];
  /** Entries that are written but not in force. */
  readonly inactive: readonly Reminder[];
  /** Halves of grants that wait, and what for. */
  readonly awaits: readonly Reminder[];
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

export function summarize(federation: Federation, plans: ClusterPlans, at: Spans): FederationSummary {
  const managed = new Set(plans.clusters);
  const grantsByExposer = grouped(
    federation.grants.filter(({ inactive }) => inactive === undefined),
    ({ exposure }) => exposure.cluster,
  );
  const consumptionsByCluster = grouped(
    federation.services.flatMap(({ consumptions }) => consumptions),
    ({ cluster }) => cluster,
  );
  const clusters = [...federation.clusters.values()].map((cluster): ClusterSummary => {
    const { objects, files, settings } = managed.has(cluster.name) ? plans.figuresOf(cluster.name) : nothing;
    return {
      name: cluster.name,
      managed: cluster.managed,
      objects,
      files,
      exposes: exposesOf(grantsByExposer.get(cluster) ?? []),
      consumes: (consumptionsByCluster.get(cluster) ?? []).flatMap(consumesOf),
      needs: settings.map(({ words }) => words),
      values: chartValues(settings),
    };
  });
  return { federation: federation.name, clusters, ...reminders(federation, at), crossSigning: plans.crossSigning };
}

const nothing: PlanFigures = { objects: 0, files: 0, settings: [] };

function exposesOf(grants: readonly Grant[]): readonly string[] {
  const grantsByService = grouped(grants, ({ exposure }) => exposure.service.name);
  return sorted(grantsByService.keys()).map(
    (service) => `${service} to ${[...new Set((grantsByService.get(service) ?? []).map(({ consumer }) => consumer.name))].join(", ")}`,
  );
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
