import { compare } from "../findings/finding.ts";
import type { Certificate } from "./certificate.ts";

/** Who signs with these certificates, by the one name that they may vouch for. */
export interface RootOwner {
  readonly name: string;
  readonly certificates: readonly Certificate[];
}

/** A root in a bundle, and all that it may vouch for there. */
export interface BundleAnchor {
  readonly certificate: Certificate;
  /** Sorted. Each must be `permittedBy` this certificate, also those of owners who gave another certificate of this key. */
  readonly names: readonly string[];
}

/**
 * The anchors of a bundle, by fingerprint: one per subject and public key, since of two Envoy takes the first and looks no further.
 * Owners of one public key share their names whatever its subject: whoever holds the key can sign under either.
 */
export function bundleAnchors(owners: readonly RootOwner[]): BundleAnchor[] {
  const names = new Map<string, Set<string>>();
  const chosen = new Map<string, Certificate>();
  for (const { name, certificates } of owners)
    for (const certificate of certificates) {
      names.set(certificate.publicKeyId, (names.get(certificate.publicKeyId) ?? new Set()).add(name));
      const other = chosen.get(certificate.anchorId);
      if (!other || lastsLonger(certificate, other)) chosen.set(certificate.anchorId, certificate);
    }
  return [...chosen.values()]
    .sort((a, b) => compare(a.fingerprint, b.fingerprint))
    .map((certificate) => ({ certificate, names: [...(names.get(certificate.publicKeyId) ?? [])].sort(compare) }));
}

function lastsLonger(a: Certificate, b: Certificate): boolean {
  return (a.notAfter.getTime() - b.notAfter.getTime() || compare(a.fingerprint, b.fingerprint)) > 0;
}
