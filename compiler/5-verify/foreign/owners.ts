import type { Cluster, Federation } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { certificatesOf } from "../../2-resolve/trusted-roots.ts";
import { addTo } from "../../istio/objects/indexed.ts";

/** The clusters whose egress gateways have an identity, by the identity. */
export type ClustersByIdentity = ReadonlyMap<string, readonly Cluster[]>;

export function clustersByIdentity({ clusters }: Federation): ClustersByIdentity {
  return grouped([...clusters.values()], ({ identity }) => identity.egress);
}

/** The names of the roots that can sign under an anchor, by the anchor. */
export type RootsByAnchor = ReadonlyMap<string, readonly string[]>;

export function rootsByAnchor({ roots }: Federation): RootsByAnchor {
  const byAnchor = new Map<string, string[]>();
  for (const [name, root] of roots)
    for (const anchorId of new Set(certificatesOf(root).map((certificate) => certificate.anchorId))) addTo(byAnchor, anchorId, name);
  return byAnchor;
}

/** The host of a URI. */
export function hostOf(uri: string): string {
  return /^[^:]+:\/\/([^/:]+)/.exec(uri)?.[1] ?? "";
}
