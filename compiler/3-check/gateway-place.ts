import type { Spans } from "../1-load/spans.ts";
import type { Cluster, Federation } from "../2-resolve/federation.ts";
import type { Place } from "../findings/source.ts";

/** The place of a gateway's settings; of its cluster, if it has the built-in ones. */
export function gatewayPlace(
  at: Spans,
  { written: { clusters } }: Federation,
  { name, written }: Cluster,
  side: "ingress" | "egress",
): Place {
  const { gateways } = written;
  return gateways?.[side] ? at.key(gateways, side) : at.key(clusters, name);
}
