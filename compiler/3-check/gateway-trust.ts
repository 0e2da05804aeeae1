import type { Cluster, Federation, Grant, Root } from "../2-resolve/federation.ts";

/** A cluster whose gateways take part in grants in force, with the first of them on each side. */
export interface TrustedGateways {
  readonly cluster: Cluster;
  /** Its ingress gateway is called for this. */
  readonly exposes: Grant | undefined;
  /** Its egress gateway calls for this. */
  readonly consumes: Grant | undefined;
}

/** The clusters that prove by a gateway's certificate who they are, by name. */
export function trustedGateways(federation: Federation): readonly TrustedGateways[] {
  const exposes = new Map<Cluster, Grant>();
  const consumes = new Map<Cluster, Grant>();
  for (const grant of grantsByGateways(federation)) {
    const { exposure, consumer } = grant;
    if (!exposes.has(exposure.cluster)) exposes.set(exposure.cluster, grant);
    if (!consumes.has(consumer)) consumes.set(consumer, grant);
  }
  return [...federation.clusters.values()]
    .filter((cluster) => exposes.has(cluster) || consumes.has(cluster))
    .map((cluster) => ({ cluster, exposes: exposes.get(cluster), consumes: consumes.get(cluster) }));
}

/** Grants in force between clusters in mode gateways. */
export function grantsByGateways({ grants, modeOf }: Federation): readonly Grant[] {
  return grants.filter(({ inactive, exposure, consumer }) => inactive === undefined && modeOf(exposure.cluster, consumer) === "gateways");
}

/** Roots that some grant in force relies on, with the first cluster that does. */
export function rootsInForce(federation: Federation): ReadonlyMap<Root, Cluster> {
  const found = new Map<Root, Cluster>();
  for (const { cluster } of trustedGateways(federation)) {
    const root = federation.roots.get(cluster.root ?? "");
    if (root && !found.has(root)) found.set(root, cluster);
  }
  return found;
}
