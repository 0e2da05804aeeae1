import type { Mode } from "../1-load/federation-file.ts";
import type { Cluster, Consumption, Exposure, FederatedService, Federation, Grant } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { sorted } from "../2-resolve/names.ts";
import { allDestinations, beginsWithLocal, failoverInForce, isReachable, routesInForce } from "../2-resolve/routes-in-force.ts";
import { type TrustedRoots, trustedRoots } from "../2-resolve/trusted-roots.ts";
import { compare } from "../findings/finding.ts";
import { principals } from "./names.ts";

/** What a cluster has to do with the others, as far as it is in force. */
export interface ClusterView {
  readonly federation: string;
  readonly cluster: Cluster;
  /** What others may use here, by service and consumer. */
  readonly inboundGrants: readonly Grant[];
  /** What it may use of others, also where an address is missing yet. */
  readonly outboundGrants: readonly Grant[];
  /** Active exposures here, with or without offers. */
  readonly exposures: readonly Exposure[];
  /** Whose roots are believed here, and where. */
  readonly trusted: readonly TrustedRoots[];
  /** Others whose workloads are known in this mesh: those with a grant in mode workloads, whichever of the two offers it. */
  readonly partners: readonly Cluster[];
  /** Whether some call leaves by the egress gateway, also where an address is missing yet. */
  readonly leavesByEgress: boolean;
  /** Services used outside failover groups, by exposing cluster and service. */
  readonly remoteServices: readonly RemoteService[];
  /** Failover groups, by service. */
  readonly groups: readonly Group[];
  /** Local names that lead somewhere, by host. */
  readonly names: readonly AnsweredLocalName[];
}

/** A service of one exposing cluster, and who may use it. */
export interface RemoteService {
  readonly service: FederatedService;
  readonly exposer: Cluster;
  readonly grant: Grant;
  /** Principals of local callers. */
  readonly callers: readonly string[];
  /** What uses it. */
  readonly consumptions: readonly Consumption[];
}

/** A service of several exposing clusters, in order of preference. */
export interface Group {
  readonly service: FederatedService;
  readonly grants: readonly Grant[];
  readonly mode: Mode;
  readonly callers: readonly string[];
  readonly consumptions: readonly Consumption[];
}

/** A local name with the consumptions that answer it, by port. */
export interface AnsweredLocalName {
  readonly host: string;
  readonly consumptions: readonly Consumption[];
}

/** Gathers what concerns each cluster, in one go. */
export function clusterViewsOf(federation: Federation): ReadonlyMap<Cluster, ClusterView> {
  const { services, clusters } = federation;
  const inForce = federation.grants.filter(({ inactive }) => inactive === undefined);
  const inboundGrants = grouped(inForce, ({ exposure }) => exposure.cluster);
  const outboundGrants = grouped(inForce, ({ consumer }) => consumer);
  const exposures = grouped(
    services.flatMap((service) => service.exposures.filter(({ active }) => active)),
    ({ cluster }) => cluster,
  );
  const consumptions = grouped(
    services.flatMap((service) => service.consumptions.filter(({ inactive }) => inactive === undefined)),
    ({ cluster }) => cluster,
  );
  const trusted = grouped(trustedRoots(federation), ({ cluster }) => cluster);
  const view = (cluster: Cluster): ClusterView => ({
    federation: federation.name,
    cluster,
    inboundGrants: inboundGrants.get(cluster) ?? [],
    outboundGrants: outboundGrants.get(cluster) ?? [],
    trusted: trusted.get(cluster) ?? [],
    partners:
      trusted
        .get(cluster)
        ?.find(({ place }) => place === "workloads")
        ?.partners.map((partner) => partner.cluster) ?? [],
    leavesByEgress: (consumptions.get(cluster) ?? []).some(takesEgress),
    exposures: exposures.get(cluster) ?? [],
    remoteServices: usesOf(cluster, consumptions.get(cluster) ?? []),
    groups: groupsOf(cluster, consumptions.get(cluster) ?? []),
    names: namesOf(consumptions.get(cluster) ?? []),
  });
  return new Map([...clusters.values()].map((cluster) => [cluster, view(cluster)]));
}

function takesEgress(consumption: Consumption): boolean {
  const { via } = consumption;
  return allDestinations(consumption).some(
    ({ grant }) => grant && grant.inactive === undefined && (grant.mode === "gateways" || via === "egress"),
  );
}

function usesOf(cluster: Cluster, consumptions: readonly Consumption[]): readonly RemoteService[] {
  const users = new Map<Grant, Consumption[]>();
  for (const consumption of consumptions) {
    const grants = routesInForce(consumption).flatMap(({ destinations }) => destinations.flatMap(({ grant }) => grant ?? []));
    for (const grant of new Set(grants.filter(isReachable))) users.set(grant, [...(users.get(grant) ?? []), consumption]);
  }
  return [...users]
    .map(([grant, all]) => ({
      service: grant.exposure.service,
      exposer: grant.exposure.cluster,
      grant,
      callers: callersOf(cluster, all),
      consumptions: all,
    }))
    .sort((a, b) => compare(a.exposer.name, b.exposer.name) || compare(a.service.name, b.service.name));
}

/** What begins with the local Service is no group: it leads to one exposing cluster, by the name of the local Service. */
function groupsOf(cluster: Cluster, consumptions: readonly Consumption[]): readonly Group[] {
  const withGroup = consumptions.filter((consumption) => failoverInForce(consumption).length > 0 && !beginsWithLocal(consumption));
  return [...grouped(withGroup, ({ service }) => service)].map(([service, all]) => {
    const grants = failoverInForce(all[0] as Consumption);
    return { service, grants, mode: grants[0]?.mode ?? "gateways", callers: callersOf(cluster, all), consumptions: all };
  });
}

function callersOf(cluster: Cluster, consumptions: readonly Consumption[]): readonly string[] {
  return sorted(consumptions.flatMap(({ callers }) => principals(cluster, callers)));
}

/** Several ports of a name, and several services, are answered together. */
function namesOf(consumptions: readonly Consumption[]): readonly AnsweredLocalName[] {
  const answered = consumptions.filter(
    (consumption) => consumption.as && (routesInForce(consumption).length > 0 || failoverInForce(consumption).length > 0),
  );
  return [...grouped(answered, ({ as }) => as?.host ?? "")]
    .sort(([a], [b]) => compare(a, b))
    .map(([host, all]) => ({ host, consumptions: all.sort((a, b) => (a.port ?? 0) - (b.port ?? 0)) }));
}
