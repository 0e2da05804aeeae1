import { isMapping, type ManifestData } from "../1-load/yaml/manifest-data.ts";
import type { PlacedObjects } from "../access/changes/placed-objects.ts";
import type { Certificate } from "../certificates/certificate.ts";
import { trustInManifests } from "../rotation/trust-in-overlay.ts";

/** A trusted certificate, and whose names it may sign. */
interface TrustedAnchor {
  readonly names: string;
  readonly certificate: Certificate;
}

export type AnchorsByCluster = ReadonlyMap<string, ReadonlyMap<string, TrustedAnchor>>;

/** The anchors of each cluster, by their names and keys. A cluster whose bundles cannot be read has none. */
export function anchorsIn(placed: PlacedObjects): AnchorsByCluster {
  return new Map(
    [...placed.keys()].map((cluster) => {
      const all = placed.get(cluster) ?? [];
      const manifests = all.flatMap(({ file, object }) => (file === "trust.yaml" && isMapping(object) ? [object as ManifestData] : []));
      const read = trustInManifests(manifests);
      const anchors =
        "problem" in read ? [] : [...read.trust.gateways, ...read.trust.workloads.flatMap(({ certificates }) => certificates)];
      return [cluster, new Map(anchors.map((certificate) => [keyOf(certificate), { names: namesOf(certificate), certificate }]))] as const;
    }),
  );
}

function keyOf(certificate: Certificate): string {
  return `${certificate.anchorId} ${certificate.notAfter.toISOString()} ${namesOf(certificate)}`;
}

function namesOf({ nameConstraints }: Certificate): string {
  const names = nameConstraints?.permitted.uri ?? [];
  return names.length > 0 ? names.join(", ") : "every name";
}
