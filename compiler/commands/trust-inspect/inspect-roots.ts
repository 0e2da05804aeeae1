import { X509Certificate } from "node:crypto";
import type { RootState } from "../../1-load/federation-file.ts";
import type { Cluster, Federation, Root } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { certificatesOf, type TrustedRoots, trustedRoots } from "../../2-resolve/trusted-roots.ts";
import type { ReferenceTime } from "../../3-check/reference-time.ts";
import { bundleAnchors } from "../../certificates/bundle-anchors.ts";
import type { Certificate } from "../../certificates/certificate.ts";
import { certificatePem } from "../../certificates/pem.ts";

/** A certificate, judged at a time. */
export interface CertificateDetails {
  readonly certificate: Certificate;
  /** Whole days; negative if it has expired. */
  readonly daysLeft: number;
  readonly begun: boolean;
  readonly time: ReferenceTime;
  /** Alternative names in Node's words: `URI:spiffe://…`. */
  readonly names: string | undefined;
}

export function certificateDetails(certificate: Certificate, time: ReferenceTime): CertificateDetails {
  const daysLeft = Math.floor((certificate.notAfter.getTime() - time.now.getTime()) / 86_400_000);
  const { subjectAltName } = new X509Certificate(certificatePem(certificate.der));
  return { certificate, daysLeft, begun: certificate.notBefore <= time.now, time, names: subjectAltName };
}

/** A certificate, with its part in a federation if it has one. */
export interface InspectedRoot {
  readonly details: CertificateDetails;
  readonly part?: RootPart;
}

export interface RootPart {
  readonly root: string;
  readonly state: RootState;
  /** The clusters whose gateways' certificates it signs, and those whose workloads' certificates it signs. */
  readonly usedBy: { readonly gateways: readonly string[]; readonly workloads: readonly string[] };
  readonly trustedBy: readonly Trusting[];
  /** The clusters that have this key for one purpose. Each can vouch for the others. */
  readonly sharedBy: { readonly gateways: readonly string[]; readonly workloads: readonly string[] };
}

/** Who trusts it, and for which names. */
export interface Trusting {
  readonly cluster: string;
  readonly managed: boolean;
  readonly place: TrustedRoots["place"];
  readonly names: readonly string[];
}

/** Every certificate under `trust.roots`, in the order of the file. */
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
  return {
    gateways: users(federation, ({ root }) => root === name),
    workloads: users(federation, ({ workloadsRoot }) => workloadsRoot === name),
  };
}

/** The clusters that have the key, under any root; none if only one cluster has it. */
function sharersOf(federation: Federation, { publicKeyId }: Certificate): RootPart["sharedBy"] {
  const holds = (name: string | undefined) =>
    certificatesOf(federation.roots.get(name ?? "")).some((certificate) => certificate.publicKeyId === publicKeyId);
  const several = (names: readonly string[]) => (names.length > 1 ? names : []);
  return {
    gateways: several(users(federation, ({ root }) => holds(root))),
    workloads: several(users(federation, ({ workloadsRoot }) => holds(workloadsRoot))),
  };
}

function users({ clusters }: Federation, uses: (cluster: Cluster) => boolean): readonly string[] {
  return sorted([...clusters.values()].filter((cluster) => cluster.inactive === undefined && uses(cluster)).map(({ name }) => name));
}
