import type { RootState } from "../../1-load/federation-file.ts";
import type { Cluster, Federation, Root } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { certificatesOf, type TrustedRoots, trustedRoots } from "../../2-resolve/trusted-roots.ts";
import type { ReferenceTime } from "../../3-check/reference-time.ts";
import { bundleAnchors } from "../../certificates/bundle-anchors.ts";
import type { Certificate } from "../../certificates/certificate.ts";
import { type CertificateDetails, certificateDetails } from "./certificate-details.ts";

/** A certificate, with its part in a federation where it has one. */
export interface InspectedRoot {
  readonly details: CertificateDetails;
  readonly part?: RootPart;
}

export interface RootPart {
  readonly root: string;
  readonly state: RootState;
  /** Clusters whose gateways' certificates it signs, and whose workloads'. */
  readonly usedBy: { readonly gateways: readonly string[]; readonly workloads: readonly string[] };
  readonly trustedBy: readonly Trusting[];
  /** Clusters that have this key for one purpose: each can vouch for the others. */
  readonly sharedBy: { readonly gateways: readonly string[]; readonly workloads: readonly string[] };
}

/** Who trusts it, and what for. */
export interface Trusting {
  readonly cluster: string;
  readonly managed: boolean;
  readonly place: TrustedRoots["place"];
  readonly names: readonly string[];
}

/** Every certificate under `trust.roots`, by root, as written. */
export function inspectRoots(federation: Federation, time: ReferenceTime): readonly InspectedRoot[] {
  const trusting = trustedRoots(federation).map((place) => ({ place, anchors: bundleAnchors(place.partners) }));
  return [...federation.roots.values()].flatMap((root) =>
    root.items.flatMap(({ state, certificates }) =>
      certificates.map((certificate): InspectedRoot => {
        const trustedBy = trusting.flatMap(({ place: { cluster, place }, anchors }) => {
          const anchor = anchors.find(({ certificate: { anchorId } }) => anchorId === certificate.anchorId);
          return anchor ? [{ cluster: cluster.name, managed: cluster.managed, place, names: anchor.names }] : [];
        });
        const part = { root: root.name, state, usedBy: usersOf(federation, root), trustedBy, sharedBy: sharersOf(federation, certificate) };
        return { details: certificateDetails(certificate, time), part };
      }),
    ),
  );
}

function usersOf(federation: Federation, { name }: Root): RootPart["usedBy"] {
  return { gateways: users(federation, ({ root }) => root === name), workloads: users(federation, (one) => one.workloadsRoot === name) };
}

/** Whoever has the key, under whatever root it is listed; nobody where only one has. */
function sharersOf(federation: Federation, { publicKeyId }: Certificate): RootPart["sharedBy"] {
  const holds = (name: string | undefined) =>
    certificatesOf(federation.roots.get(name ?? "")).some((one) => one.publicKeyId === publicKeyId);
  const several = (names: readonly string[]) => (names.length > 1 ? names : []);
  return {
    gateways: several(users(federation, ({ root }) => holds(root))),
    workloads: several(users(federation, ({ workloadsRoot }) => holds(workloadsRoot))),
  };
}

function users({ clusters }: Federation, uses: (cluster: Cluster) => boolean): readonly string[] {
  return sorted([...clusters.values()].filter((cluster) => cluster.inactive === undefined && uses(cluster)).map(({ name }) => name));
}
