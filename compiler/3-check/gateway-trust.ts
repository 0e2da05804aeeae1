import type { Cluster, Federation, Grant } from "../2-resolve/federation.ts";

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
  for (const grant of federation.grants) {
    const { exposure, consumer, inactive, mode } = grant;
    if (inactive !== undefined || mode !== "gateways") continue;
    if (!exposes.has(exposure.cluster)) exposes.set(exposure.cluster, grant);
    if (!consumes.has(consumer)) consumes.set(consumer, grant);
  }
  return [...federation.clusters.values()]
    .filter((cluster) => exposes.has(cluster) || consumes.has(cluster))
    .map((cluster) => ({ cluster, exposes: exposes.get(cluster), consumes: consumes.get(cluster) }));
}
