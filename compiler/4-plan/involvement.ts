import type { Cluster, Consumption, Exposure, Federation, Grant, Service } from "../2-resolve/federation.ts";
import { sorted } from "../2-resolve/names.ts";
import { failoverInForce, isReachable, routesInForce } from "../2-resolve/routes-in-force.ts";
import { compare } from "../findings/finding.ts";
import { principals } from "./names.ts";

/** What a cluster has to do with the others, as far as it is in force. */
export interface Involvement {
  readonly federation: string;
  readonly cluster: Cluster;
  /** What others may use here, by service and consumer. */
  readonly offers: readonly Grant[];
  /** What it may use of others, also where an address is missing yet. */
  readonly wants: readonly Grant[];
  /** Active exposures here, with or without offers. */
  readonly exposures: readonly Exposure[];
  /** Services used outside failover groups, by exposing cluster and service. */
  readonly uses: readonly Use[];
  /** Failover groups, by service. */
  readonly groups: readonly Group[];
  /** Local names that lead somewhere, by host. */
  readonly names: readonly AnsweredName[];
}

/** A service of one exposing cluster, and who may use it. */
export interface Use {
  readonly service: Service;
  readonly exposer: Cluster;
  readonly grant: Grant;
  /** Principals of local callers. */
  readonly callers: readonly string[];
}

/** A service of several exposing clusters, in order of preference. */
export interface Group {
  readonly service: Service;
  readonly grants: readonly Grant[];
  readonly callers: readonly string[];
}

/** A local name with the consumptions that answer it, by port. */
export interface AnsweredName {
  readonly host: string;
  readonly consumptions: readonly Consumption[];
}

/** Gathers what concerns each cluster, in one go. */
export function involvementsOf(federation: Federation): ReadonlyMap<Cluster, Involvement> {
  const { services, clusters } = federation;
  const inForce = federation.grants.filter(({ inactive }) => inactive === undefined);
  const offers = grouped(inForce, ({ exposure }) => exposure.cluster);
  const wants = grouped(inForce, ({ consumer }) => consumer);
  const exposures = grouped(
    services.flatMap((service) => service.exposures.filter(({ active }) => active)),
    ({ cluster }) => cluster,
  );
  const consumptions = grouped(
    services.flatMap((service) => service.consumptions.filter(({ inactive }) => inactive === undefined)),
    ({ cluster }) => cluster,
  );
  const involvement = (cluster: Cluster): Involvement => ({
    federation: federation.name,
    cluster,
    offers: offers.get(cluster) ?? [],
    wants: wants.get(cluster) ?? [],
    exposures: exposures.get(cluster) ?? [],
    uses: usesOf(cluster, consumptions.get(cluster) ?? []),
    groups: groupsOf(cluster, consumptions.get(cluster) ?? []),
    names: namesOf(consumptions.get(cluster) ?? []),
  });
  return new Map([...clusters.values()].map((cluster) => [cluster, involvement(cluster)]));
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function usesOf(cluster: Cluster, consumptions: readonly Consumption[]): readonly Use[] {
  const callers = new Map<Grant, string[]>();
  for (const consumption of consumptions) {
    const grants = routesInForce(consumption).flatMap(({ destinations }) => destinations.flatMap(({ grant }) => grant ?? []));
    for (const grant of new Set(grants.filter(isReachable)))
      callers.set(grant, [...(callers.get(grant) ?? []), ...principals(cluster, consumption.callers)]);
  }
  return [...callers]
    .map(([grant, all]) => ({ service: grant.exposure.service, exposer: grant.exposure.cluster, grant, callers: sorted(all) }))
    .sort((a, b) => compare(a.exposer.name, b.exposer.name) || compare(a.service.name, b.service.name));
}

function groupsOf(cluster: Cluster, consumptions: readonly Consumption[]): readonly Group[] {
  const withFailover = consumptions.filter((consumption) => failoverInForce(consumption).length > 0);
  return [...grouped(withFailover, ({ service }) => service)].map(([service, all]) => ({
    service,
    grants: failoverInForce(all[0] as Consumption),
    callers: sorted(all.flatMap(({ callers }) => principals(cluster, callers))),
  }));
}

/** Several ports of a name, and several services, are answered together. */
function namesOf(consumptions: readonly Consumption[]): readonly AnsweredName[] {
  const answered = consumptions.filter(
    (consumption) => consumption.as && (routesInForce(consumption).length > 0 || failoverInForce(consumption).length > 0),
  );
  return [...grouped(answered, ({ as }) => as?.host ?? "")]
    .sort(([a], [b]) => compare(a, b))
    .map(([host, all]) => ({ host, consumptions: all.sort((a, b) => (a.port ?? 0) - (b.port ?? 0)) }));
}
