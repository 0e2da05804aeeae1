import type { AlternativeEntry, Mode, Protocol, RootState } from "../../1-load/federation-file.ts";
import { callersAllowed, consumersCallers } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Federation, Grant } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { groupHost, httpHosts, isTcp, pairHost, serverNames, spiffeIds } from "../../4-plan/names.ts";
import { type NetworkNeeds, networkNeeds } from "../../4-plan/network/connections.ts";
import { asPrincipals } from "../../4-plan/workloads/granted-callers.ts";
import { fingerprintText } from "../../certificates/fingerprint-text.ts";
import { certificatePem } from "../../certificates/pem.ts";

/** What a cluster that configures itself and the others have agreed on, as far as grants are in force. */
export interface Agreement {
  readonly federation: string;
  /** The cluster that configures itself. */
  readonly partner: AgreedCluster;
  /** The clusters that it has a grant with, in either direction. */
  readonly others: readonly AgreedCluster[];
  /** Calls of others that come to the partner, and its own calls of others. */
  readonly incoming: readonly AgreedCalls[];
  readonly outgoing: readonly AgreedCalls[];
  readonly network: NetworkNeeds;
}

export interface AgreedCluster {
  readonly name: string;
  readonly hostname: string;
  readonly owner?: string;
  /** Undefined if it exposes nothing to the partner, or the partner nothing to others. */
  readonly ingress?: { readonly addresses: "pending" | readonly string[]; readonly port: number };
  /** SPIFFE IDs of its gateways, if it has a grant in mode gateways. */
  readonly identities?: { readonly ingress: string; readonly egress: string };
  /** The trust domain of its workloads, if it has a grant in mode workloads. */
  readonly trustDomain?: string;
  readonly roots: readonly AgreedRoot[];
}

export interface AgreedRoot {
  readonly name: string;
  /** Whether it signs certificates of gateways, of workloads, or of both. */
  readonly signs: readonly Mode[];
  readonly state: RootState;
  readonly subject: string;
  readonly notAfter: string;
  /** SHA-256, as openssl prints it. */
  readonly fingerprint: string;
  readonly pem: string;
}

/** The calls of one service by one cluster at another. */
export interface AgreedCalls {
  readonly service: string;
  /** The subset of the pods that these calls choose. It is part of their names. */
  readonly subset?: string;
  readonly description?: string;
  readonly protocol: Protocol;
  readonly mode: Mode;
  readonly from: string;
  readonly to: string;
  /** The names in the TLS handshake (SNI). */
  readonly serverNames: readonly string[];
  /** The hosts of HTTP requests, in mode gateways. */
  readonly hosts: readonly string[];
  /** A prefix of every path on the first host. */
  readonly path?: string;
  /** The SPIFFE IDs that the caller's certificate may have; a `*` at the end stands for anything. */
  readonly clients: readonly string[];
  /** The SPIFFE IDs that the called side's certificate may have. */
  readonly servers: readonly string[];
  /** What the calls may be, by alternatives. Empty if nothing else is said. */
  readonly allowed: readonly AlternativeEntry[];
}

/** Everything that is in force between a cluster and the others. */
export function agreementWith(federation: Federation, partner: Cluster): Agreement {
  const inForce = federation.grants.filter(({ inactive }) => inactive === undefined);
  const own = inForce.filter(({ exposure, consumer }) => exposure.cluster === partner || consumer === partner);
  const others = [...federation.clusters.values()].filter(
    (cluster) => cluster !== partner && own.some(({ exposure, consumer }) => exposure.cluster === cluster || consumer === cluster),
  );
  const between = (cluster: Cluster) => own.filter(({ exposure, consumer }) => exposure.cluster === cluster || consumer === cluster);
  return {
    federation: federation.name,
    partner: agreedCluster(federation, partner, own),
    others: others.map((cluster) => agreedCluster(federation, cluster, between(cluster))),
    incoming: own.filter(({ exposure }) => exposure.cluster === partner).map((grant) => agreedCalls(grant, federation.name)),
    outgoing: own.filter(({ consumer }) => consumer === partner).map((grant) => agreedCalls(grant, federation.name)),
    network: networkNeeds(own, federation.name),
  };
}

function agreedCluster(federation: Federation, cluster: Cluster, grants: readonly Grant[]): AgreedCluster {
  const { name, hostname, owner, ingress, identity, trustDomain } = cluster;
  const isIn = (wanted: Mode) => grants.some(({ mode }) => mode === wanted);
  const isExposing = grants.some(({ exposure }) => exposure.cluster === cluster);
  return {
    name,
    hostname,
    ...(owner !== undefined && { owner }),
    ...(ingress && isExposing && { ingress: { addresses: ingress.addresses, port: ingress.port } }),
    ...(isIn("gateways") && { identities: identity }),
    ...(isIn("workloads") && { trustDomain }),
    roots: rootsOf(federation, cluster, isIn),
  };
}

function rootsOf({ roots }: Federation, { root, workloadsRoot }: Cluster, isIn: (mode: Mode) => boolean): readonly AgreedRoot[] {
  const uses = [
    { mode: "gateways" as const, name: root },
    { mode: "workloads" as const, name: workloadsRoot },
  ].filter(({ mode, name }) => name !== undefined && isIn(mode));
  return sorted(uses.flatMap(({ name }) => name ?? [])).flatMap((name) =>
    (roots.get(name)?.items ?? []).flatMap(({ state, certificates }) =>
      certificates.map(({ subject, notAfter, fingerprint, der }) => ({
        name,
        signs: uses.filter((use) => use.name === name).map(({ mode }) => mode),
        state,
        subject,
        notAfter: notAfter.toISOString().slice(0, 10),
        fingerprint: fingerprintText(fingerprint),
        pem: certificatePem(der),
      })),
    ),
  );
}

function agreedCalls(grant: Grant, federation: string): AgreedCalls {
  const { exposure, consumer, mode, allow } = grant;
  const { service, cluster, path } = exposure;
  const { own, group } = httpHosts(grant, federation);
  const hosts = mode === "workloads" || isTcp(grant) ? [] : [...(grant.direct ? [own] : []), ...group];
  return {
    service: service.name,
    ...(grant.subset && { subset: grant.subset.name }),
    ...(service.description !== undefined && { description: service.description }),
    protocol: service.protocol,
    mode,
    from: consumer.name,
    to: cluster.name,
    serverNames: mode === "workloads" || isTcp(grant) ? serverNames(grant, federation) : serverNamesOfHttp(grant, federation),
    hosts,
    ...(path !== undefined && grant.direct && mode === "gateways" && { path }),
    clients: mode === "gateways" ? [consumer.identity.egress] : callersOf(grant),
    servers: mode === "gateways" ? [cluster.identity.ingress] : spiffeIds(cluster, exposure.local.namespace, exposure.serviceAccounts),
    allowed: allow.alternatives.map(({ inactive: _inactive, awaits: _awaits, ...alternative }) => alternative),
  };
}

/** Gateways have one server name for all HTTP between two clusters. A failover group has a name of its own. */
function serverNamesOfHttp({ exposure: { service, cluster }, consumer, direct, failover }: Grant, federation: string): readonly string[] {
  return [...(direct ? [pairHost(consumer, cluster)] : []), ...(failover ? [groupHost(service, consumer, federation)] : [])];
}

/** The callers that both halves name. */
function callersOf(grant: Grant): readonly string[] {
  return asPrincipals(grant.consumer, callersAllowed(grant.allow, consumersCallers(grant))).map((one) => `spiffe://${one}`);
}
