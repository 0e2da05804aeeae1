import type { Mode } from "../1-load/federation-file.ts";
import type { RootOwner } from "../certificates/bundle-anchors.ts";
import type { Certificate } from "../certificates/certificate.ts";
import { compare } from "../findings/finding.ts";
import { getOrMake } from "../istio/objects/indexed.ts";
import type { Cluster, Federation, Grant, Root } from "./federation.ts";
import { grouped } from "./grouped.ts";

/** One place where a cluster trusts partners' roots: a gateway's bundle, or the whole mesh in mode workloads. */
export interface TrustedRoots {
  readonly cluster: Cluster;
  readonly place: "ingress" | "egress" | "workloads";
  /** Sorted by cluster. `bundleAnchors` derives from them which certificate may sign which names. */
  readonly partners: readonly TrustedPartner[];
}

/** `name` is the partner's hostname, or its trust domain in mode workloads. */
export interface TrustedPartner extends RootOwner {
  readonly cluster: Cluster;
  /** Undefined if the file does not name one. */
  readonly root: Root | undefined;
}

/**
 * Lists who trusts whose roots, for grants in force only. An ingress gateway trusts its consumers' roots, an egress gateway its exposers' roots.
 * In mode workloads a mesh trusts its partners' roots in either direction, except keys that its own root has too. Sorted by cluster, then place.
 */
export function trustedRoots({ clusters, roots, grants }: Federation): readonly TrustedRoots[] {
  const inForce = grants.filter(({ inactive }) => inactive === undefined);
  const grantsByExposer = grouped(inForce, ({ exposure }) => exposure.cluster);
  const grantsByConsumer = grouped(inForce, ({ consumer }) => consumer);
  const byGateway = (partner: Cluster): TrustedPartner => {
    const root = roots.get(partner.root ?? "");
    return { cluster: partner, name: partner.hostname, root, certificates: certificatesOf(root) };
  };
  return [...clusters.values()].flatMap((cluster) => {
    const ownKeys = new Set(certificatesOf(roots.get(cluster.workloadsRoot ?? "")).map(({ publicKeyId }) => publicKeyId));
    const byWorkloads = (partner: Cluster): TrustedPartner => {
      const root = roots.get(partner.workloadsRoot ?? "");
      const certificates = certificatesOf(root).filter(({ publicKeyId }) => !ownKeys.has(publicKeyId));
      return { cluster: partner, name: partner.trustDomain, root, certificates };
    };
    const inMode = (mode: Mode, found: readonly Grant[] = []) => found.filter((grant) => grant.mode === mode);
    const consumers = (mode: Mode) => inMode(mode, grantsByExposer.get(cluster)).map(({ consumer }) => consumer);
    const exposers = (mode: Mode) => inMode(mode, grantsByConsumer.get(cluster)).map(({ exposure }) => exposure.cluster);
    const places: readonly TrustedRoots[] = [
      { cluster, place: "ingress", partners: byName(consumers("gateways")).map(byGateway) },
      { cluster, place: "egress", partners: byName(exposers("gateways")).map(byGateway) },
      { cluster, place: "workloads", partners: byName([...consumers("workloads"), ...exposers("workloads")]).map(byWorkloads) },
    ];
    return places.filter(({ partners }) => partners.length > 0);
  });
}

function byName(clusters: readonly Cluster[]): readonly Cluster[] {
  return [...new Set(clusters)].sort((a, b) => compare(a.name, b.name));
}

/** Every certificate of a root, whatever its state, since all of them are trusted. */
export function certificatesOf(root: Root | undefined): readonly Certificate[] {
  return root ? getOrMake(certificatesByRoot, root, () => root.items.flatMap(({ certificates }) => certificates)) : [];
}

const certificatesByRoot = new WeakMap<Root, readonly Certificate[]>();
