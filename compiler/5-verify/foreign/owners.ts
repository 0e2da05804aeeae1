import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { certificatesOf } from "../../2-resolve/trusted-roots.ts";
import { addTo } from "../../istio/objects/indexed.ts";

/** Who can show what. */
export interface IdentityOwners {
  /** The clusters whose egress gateways have an identity, by the identity. */
  readonly clusters: ReadonlyMap<string, readonly Cluster[]>;
  /** The names of the roots that can sign under an anchor, by the anchor. */
  readonly roots: ReadonlyMap<string, readonly string[]>;
  /** The clusters whose workloads have a root, by its name. */
  readonly meshes: ReadonlyMap<string, readonly Cluster[]>;
}

export function identityOwners(federation: Federation): IdentityOwners {
  const clusters = [...federation.clusters.values()];
  return {
    clusters: grouped(clusters, ({ identity }) => identity.egress),
    roots: rootsByAnchor(federation),
    meshes: grouped(
      clusters.filter(({ workloadsRoot }) => workloadsRoot !== undefined),
      ({ workloadsRoot }) => workloadsRoot ?? "",
    ),
  };
}

function rootsByAnchor({ roots }: Federation): IdentityOwners["roots"] {
  const byAnchor = new Map<string, string[]>();
  for (const [name, root] of roots)
    for (const anchorId of new Set(certificatesOf(root).map((certificate) => certificate.anchorId))) addTo(byAnchor, anchorId, name);
  return byAnchor;
}

/** The host of a URI. */
export function hostOf(uri: string): string {
  return /^[^:]+:\/\/([^/:]+)/.exec(uri)?.[1] ?? "";
}
