import { compare } from "../findings/finding.ts";
import type { Certificate } from "./certificate.ts";
import { constrainedAnchor } from "./constrained-anchor.ts";

/** The owner of these certificates, by the one name that they may sign. */
export interface RootOwner {
  readonly name: string;
  readonly certificates: readonly Certificate[];
}

/** A root in a bundle, and the names that it may sign there. */
export interface BundleAnchor {
  readonly certificate: Certificate;
  /** Sorted. Each must be `permittedBy` this certificate, including names of owners who gave another certificate of this key. */
  readonly names: readonly string[];
}

/**
 * The anchors of a bundle, sorted by fingerprint. There is one per subject and public key, since Envoy would use only the first of two.
 * Owners of one public key share their names under every subject, since the holder of the key can sign under each.
 */
export function bundleAnchors(owners: readonly RootOwner[]): BundleAnchor[] {
  const namesByKey = new Map<string, Set<string>>();
  const certificateByAnchor = new Map<string, Certificate>();
  for (const { name, certificates } of owners)
    for (const certificate of certificates) {
      namesByKey.set(certificate.publicKeyId, (namesByKey.get(certificate.publicKeyId) ?? new Set()).add(name));
      const other = certificateByAnchor.get(certificate.anchorId);
      if (!other || lastsLonger(certificate, other)) certificateByAnchor.set(certificate.anchorId, certificate);
    }
  return [...certificateByAnchor.values()]
    .sort((a, b) => compare(a.fingerprint, b.fingerprint))
    .map((certificate) => ({ certificate, names: [...(namesByKey.get(certificate.publicKeyId) ?? [])].sort(compare) }));
}

function lastsLonger(a: Certificate, b: Certificate): boolean {
  return (a.notAfter.getTime() - b.notAfter.getTime() || compare(a.fingerprint, b.fingerprint)) > 0;
}

/**
 * PEM of the anchors for these owners. The order of the owners does not change the bytes.
 * Throws if an anchor's names are outside its root's own name constraints; check `bundleAnchors` before.
 */
export function trustBundle(owners: readonly RootOwner[]): string {
  return bundleAnchors(owners)
    .map(({ certificate, names }) => constrainedAnchor(certificate, names))
    .join("");
}
