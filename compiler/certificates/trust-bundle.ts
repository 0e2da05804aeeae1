import { bundleAnchors, type RootOwner } from "./bundle-anchors.ts";
import { constrainedAnchor } from "./constrained-anchor.ts";

/**
 * PEM of all anchors that stand for these owners, the same bytes in whatever order they come.
 * Throws where an anchor's names are outside its root's own name constraints (`bundleAnchors` tells them beforehand).
 */
export function trustBundle(owners: readonly RootOwner[]): string {
  return bundleAnchors(owners)
    .map(({ certificate, names }) => constrainedAnchor(certificate, names))
    .join("");
}
