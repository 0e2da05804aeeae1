import type { Mode } from "../1-load/federation-file.ts";
import type { RootOwner } from "../certificates/bundle-anchors.ts";
import type { Certificate } from "../certificates/certificate.ts";
import { compare } from "../findings/finding.ts";
import type { Cluster, Federation, Root } from "./federation.ts";
import { grouped } from "./grouped.ts";

/** One place where a cluster believes partners' roots: a gateway's bundle, or the mesh as a whole in mode workloads. */
export interface TrustedRoots {
  readonly cluster: Cluster;
  readonly place: "ingress" | "egress" | "workloads";
  /** By cluster. `bundleAnchors` tells from them which certificate vouches for which names. */
  readonly partners: readonly TrustedPartner[];
}

/** `name` is the partner's hostname, or its trust domain in mode workloads. */
export interface TrustedPartner extends RootOwner {
  readonly cluster: Cluster;
  /** Missing where the file does not name one. */
  readonly root: Root | undefined;
}

/**
 * Who believes whose roots, for grants in force only: an ingress gateway those of its consumers, an egress gateway those of its exposers, a mesh
 * in mode workloads those of its partners in either direction, except keys that its own root has too. By cluster, then ingress, egress, workloads.
 */
export function trustedRoots({ clusters, roots, grants }: Federation): readonly TrustedRoots[] {
  const inForce = grants.filter(({ inactive }) => inactive === undefined);
  const offered = grouped(inForce, ({ exposure }) => exposure.cluster);
  const wanted = grouped(inForce, ({ consumer }) => consumer);
  const byGateway = (partner: Cluster) => trustedPartner(partner, partner.hostname, roots.get(partner.root ?? ""));
  return [...clusters.values()].flatMap((cluster) => {
    const ownKeys = new Set(certificatesOf(roots.get(cluster.workloadsRoot ?? "")).map(({ publicKeyId }) => publicKeyId));
    const byWorkloads = (partner: Cluster) =>
      trustedPartner(partner, partner.trustDomain, roots.get(partner.workloadsRoot ?? ""), ({ publicKeyId }) => !ownKeys.has(publicKeyId));
    const consumers = (mode: Mode) => offered.get(cluster)?.flatMap((grant) => (grant.mode === mode ? grant.consumer : [])) ?? [];
    const exposers = (mode: Mode) => wanted.get(cluster)?.flatMap((grant) => (grant.mode === mode ? grant.exposure.cluster : [])) ?? [];
    const places: readonly TrustedRoots[] = [
      { cluster, place: "ingress", partners: byName(consumers("gateways")).map(byGateway) },
      { cluster, place: "egress", partners: byName(exposers("gateways")).map(byGateway) },
      { cluster, place: "workloads", partners: byName([...consumers("workloads"), ...exposers("workloads")]).map(byWorkloads) },
    ];
    return places.filter((place) => place.partners.length > 0);
  });
}

function byName(clusters: readonly Cluster[]): readonly Cluster[] {
  return [...new Set(clusters)].sort((a, b) => compare(a.name, b.name));
}

/** Every certificate of a root, whatever its state: all of them are believed. */
export function certificatesOf(root: Root | undefined): readonly Certificate[] {
  return root?.items.flatMap(({ certificates }) => certificates) ?? [];
}

function trustedPartner(
  cluster: Cluster,
  name: string,
  root: Root | undefined,
  wanted: (certificate: Certificate) => boolean = () => true,
): TrustedPartner {
  return { cluster, name, root, certificates: certificatesOf(root).filter(wanted) };
}
