import type { Mode, RootEntry, RootState } from "../1-load/federation-file.ts";
import type { Cluster, Federation } from "../2-resolve/federation.ts";
import type { Certificate } from "../certificates/certificate.ts";
import { fingerprintText } from "../certificates/fingerprint-text.ts";
import { itemsOf, ownersOf, rootNameOf, trustsByItself } from "./owner.ts";
import type { TrustInOverlay } from "./trust-in-overlay.ts";

/** A certificate that is trusted now. Its state and entry are known only if another version of the file is compared, not overlays. */
export interface LiveItem {
  readonly certificate: Certificate;
  readonly state?: RootState;
  readonly written?: RootEntry;
}

/** By `anchorId`. */
export type LiveItems = ReadonlyMap<string, LiveItem>;

/** The trust of clusters before the file takes effect. */
export interface Live {
  /** Whether it is known which certificates sign. */
  readonly knowsStates: boolean;
  /** The root that the cluster named; undefined if it is not known. */
  rootOf(owner: Cluster, mode: Mode): string | undefined;
  /** The certificates by which `partner` knows `owner`; undefined if it does not know it, or if that is not known. */
  trusted(owner: Cluster, mode: Mode, partner: Cluster): LiveItems | undefined;
}

/** The live trust by another version of the file. */
export function liveInFile(base: Federation): Live {
  const owners = new Map(ownersOf(base).map((owner) => [`${owner.mode} ${owner.cluster.name}`, owner]));
  return {
    knowsStates: true,
    rootOf: ({ name }, mode) => {
      const cluster = base.clusters.get(name);
      return cluster && rootNameOf(cluster, mode);
    },
    trusted: (cluster, mode, partner) => {
      const owner = owners.get(`${mode} ${cluster.name}`);
      if (!owner?.partners.some(({ name }) => name === partner.name)) return undefined;
      return itemsOf(owner.root);
    },
  };
}

/** The live trust by overlays. `federation` tells the names under which clusters know each other. */
export function liveInOverlays(overlays: ReadonlyMap<string, TrustInOverlay>, federation: Federation): Live {
  return {
    knowsStates: false,
    rootOf: () => undefined,
    trusted: (owner, mode, partner) => {
      const overlay = overlays.get(partner.name);
      if (mode === "gateways") {
        const known = (overlay?.gateways ?? []).filter(({ nameConstraints }) => nameConstraints?.permitted.uri.includes(owner.hostname));
        return known.length > 0 ? byAnchor(known) : undefined;
      }
      const entries = (overlay?.workloads ?? []).filter(({ trustDomains }) => trustDomains.includes(owner.trustDomain));
      if (entries.length === 0) return undefined;
      // These get no anchor, because istiod's own bundle should hold them. Overlays do not show that bundle.
      const own = [...itemsOf(federation.roots.get(owner.workloadsRoot ?? "")).values()]
        .map(({ certificate }) => certificate)
        .filter((certificate) => trustsByItself(partner, certificate, federation));
      return byAnchor([...own, ...entries.flatMap(({ certificates }) => certificates)]);
    },
  };
}

function byAnchor(certificates: readonly Certificate[]): LiveItems {
  return new Map(certificates.map((certificate) => [certificate.anchorId, { certificate }]));
}

/**
 * The name of a certificate for readers: its file, or its subject with the start of its fingerprint, because a new certificate often keeps
 * the subject.
 */
export function certificateName({ written, certificate }: Pick<LiveItem, "written" | "certificate">): string {
  return written?.file ?? `${certificate.subject} (sha256 ${fingerprintText(certificate.fingerprint.slice(0, 8))}…)`;
}

/** `a`, or `a` and `b`. */
export function certificateNames(items: readonly Pick<LiveItem, "written" | "certificate">[]): string {
  return items.map((item) => `\`${certificateName(item)}\``).join(" and ");
}
