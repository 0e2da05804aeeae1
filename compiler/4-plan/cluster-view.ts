import type { Mode } from "../1-load/federation-file.ts";
import type { Cluster, Consumption, Exposure, FederatedService, Federation, Grant } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { sorted } from "../2-resolve/names.ts";
import { allDestinations, beginsWithLocal, failoverInForce, isReachable, routesInForce } from "../2-resolve/routes-in-force.ts";
import { type ServingPods, servingPods } from "../2-resolve/subsets.ts";
import { type TrustedRoots, trustedRoots } from "../2-resolve/trusted-roots.ts";
import { compare } from "../findings/finding.ts";
import { grantedName, principals } from "./names.ts";

/** Everything in force that concerns one cluster. */
export interface ClusterView {
  readonly federation: string;
  readonly cluster: Cluster;
  /** Where the objects of the gateways are, for their metadata. */
  readonly home: { readonly federation: string; readonly namespace: string };
  /** Grants of this cluster's services to others, by service and consumer. */
  readonly inboundGrants: readonly Grant[];
  /** Grants of other clusters' services to this one, including those whose exposer has no address yet. */
  readonly outboundGrants: readonly Grant[];
  /** Active exposures of this cluster, with or without grants. */
  readonly exposures: readonly Exposure[];
  /** The partners whose roots this cluster trusts, per place. */
  readonly trusted: readonly TrustedRoots[];
  /** Clusters whose workloads this mesh trusts: those with a grant in mode workloads, in either direction. */
  readonly partners: readonly Cluster[];
  /** Whether a call leaves by the egress gateway, including calls to an exposer that has no address yet. */
  readonly leavesByEgress: boolean;
  /** Services that this cluster uses outside failover groups, by exposing cluster and service. */
  readonly remoteServices: readonly RemoteService[];
  /** Failover groups, by service. */
  readonly groups: readonly Group[];
  /** Local names with at least one route in force, by host. */
  readonly names: readonly AnsweredLocalName[];
  /** Ports of local Services, as `host:port`, to which a failover adds the endpoints of another cluster. */
  readonly widenedPorts: ReadonlySet<string>;
}

/** A service of one exposing cluster, or one subset of it, with its local callers. */
export interface RemoteService {
  readonly service: FederatedService;
  readonly exposer: Cluster;
  readonly grant: Grant;
  /** Principals of local callers. */
  readonly callers: readonly string[];
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

/** A local name with its consumptions, by port. */
export interface AnsweredLocalName {
  readonly host: string;
  readonly consumptions: readonly Consumption[];
}

/** Sorts a federation by cluster, for views of single clusters. Views of thousands of uses take memory, so none is kept. */
export function clusterViewer(federation: Federation): (cluster: Cluster) => ClusterView {
  const { services } = federation;
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
  return (cluster) => {
    const used = consumptions.get(cluster) ?? [];
    const places = trusted.get(cluster) ?? [];
    return {
      federation: federation.name,
      cluster,
      home: { federation: federation.name, namespace: cluster.namespace },
      inboundGrants: inboundGrants.get(cluster) ?? [],
      outboundGrants: outboundGrants.get(cluster) ?? [],
      trusted: places,
      partners: places.flatMap(({ place, partners }) => (place === "workloads" ? partners.map((partner) => partner.cluster) : [])),
      leavesByEgress: used.some(usesEgress),
      exposures: exposures.get(cluster) ?? [],
      remoteServices: remoteServicesOf(cluster, used),
      groups: groupsOf(cluster, used),
      names: namesOf(used),
      widenedPorts: new Set(used.filter(isWidened).map(({ as, port }) => `${as?.host}:${port}`)),
    };
  };
}

function usesEgress(consumption: Consumption): boolean {
  const { via } = consumption;
  return allDestinations(consumption).some(
    ({ grant }) => grant && grant.inactive === undefined && (grant.mode === "gateways" || via === "egress"),
  );
}

function remoteServicesOf(cluster: Cluster, consumptions: readonly Consumption[]): readonly RemoteService[] {
  const uses = consumptions.flatMap((consumption) => {
    const grants = routesInForce(consumption).flatMap(({ destinations }) => destinations.flatMap(({ grant }) => grant ?? []));
    return [...new Set(grants.filter(isReachable))].map((grant) => ({ grant, consumption }));
  });
  return [...grouped(uses, ({ grant }) => grant)]
    .map(([grant, ofGrant]) => {
      const { service, cluster: exposer } = grant.exposure;
      const users = ofGrant.map(({ consumption }) => consumption);
      return { service, exposer, grant, callers: callersOf(cluster, users), consumptions: users };
    })
    .sort((a, b) => compare(a.exposer.name, b.exposer.name) || compare(grantedName(a.grant), grantedName(b.grant)));
}

/** A failover that begins with the local Service is not a group: it keeps the local Service's name and leads to one exposing cluster. */
function groupsOf(cluster: Cluster, consumptions: readonly Consumption[]): readonly Group[] {
  const withGroup = consumptions.filter((consumption) => failoverInForce(consumption).length > 0 && !beginsWithLocal(consumption));
  return [...grouped(withGroup, ({ service }) => service)].map(([service, all]) => {
    const grants = failoverInForce(all[0] as Consumption);
    return { service, grants, mode: grants[0]?.mode ?? "gateways", callers: callersOf(cluster, all), consumptions: all };
  });
}

function isWidened(consumption: Consumption): boolean {
  return beginsWithLocal(consumption) && failoverInForce(consumption).length > 0;
}

/**
 * The pods that serve a grant; without labels, all endpoints of its Service. Those that a failover adds do not serve it: calls would come in by
 * one gateway and go out to the next.
 */
export function servingPodsOf({ widenedPorts }: ClusterView, grant: Grant): readonly ServingPods[] {
  const { local, port, selector } = grant.exposure;
  const pods = servingPods(grant);
  if (!widenedPorts.has(`${local.fqdn}:${port}`)) return pods;
  return pods.map((some) => ({ ...some, labels: some.labels ?? selector }));
}

function callersOf(cluster: Cluster, consumptions: readonly Consumption[]): readonly string[] {
  return sorted(consumptions.flatMap(({ callers }) => principals(cluster, callers)));
}

/** A name may have several ports, and these may belong to several services. */
function namesOf(consumptions: readonly Consumption[]): readonly AnsweredLocalName[] {
  const answered = consumptions.filter(
    (consumption) => consumption.as && (routesInForce(consumption).length > 0 || failoverInForce(consumption).length > 0),
  );
  return [...grouped(answered, ({ as }) => as?.host ?? "")]
    .sort(([a], [b]) => compare(a, b))
    .map(([host, all]) => ({ host, consumptions: all.sort((a, b) => (a.port ?? 0) - (b.port ?? 0)) }));
}

/** The grants of one mode. A cluster may have pairs in both. */
export function grantsIn(mode: Mode, grants: readonly Grant[]): readonly Grant[] {
  return grants.filter((grant) => grant.mode === mode);
}

/** The remote services and groups that a cluster uses in one mode. */
export function usedIn(mode: Mode, { remoteServices, groups }: ClusterView): Pick<ClusterView, "remoteServices" | "groups"> {
  return {
    remoteServices: remoteServices.filter(({ grant }) => grant.mode === mode),
    groups: groups.filter((group) => group.mode === mode),
  };
}
