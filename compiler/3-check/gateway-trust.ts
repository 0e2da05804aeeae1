import type { Cluster, Federation, Grant } from "../2-resolve/federation.ts";
import { uniqueBy } from "./repeats.ts";

/** A cluster whose gateways take part in grants in force, with the first such grant on each side. */
export interface TrustedGateways {
  readonly cluster: Cluster;
  /** Others call its ingress gateway for this grant. */
  readonly exposes: Grant | undefined;
  /** Its egress gateway calls for this grant. */
  readonly consumes: Grant | undefined;
}

/** The clusters that prove their identity by a gateway's certificate, by name. */
export function trustedGateways({ grants, clusters }: Federation): readonly TrustedGateways[] {
  const inForce = grants.filter(({ inactive, mode }) => inactive === undefined && mode === "gateways");
  const exposes = new Map(uniqueBy(inForce, ({ exposure }) => exposure.cluster).map((grant) => [grant.exposure.cluster, grant]));
  const consumes = new Map(uniqueBy(inForce, ({ consumer }) => consumer).map((grant) => [grant.consumer, grant]));
  return [...clusters.values()]
    .filter((cluster) => exposes.has(cluster) || consumes.has(cluster))
    .map((cluster) => ({ cluster, exposes: exposes.get(cluster), consumes: consumes.get(cluster) }));
}
