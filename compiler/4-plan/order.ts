import type { Cluster, FederatedService } from "../2-resolve/federation.ts";
import type { Endpoint, OutlierDetection, TrafficPolicy } from "./objects.ts";

/**
 * The default of 10 percent never ejects one of two. A vanished gateway costs one failed call of `connectTimeout`. One 5xx of an
 * application is no reason to leave a cluster, but Envoy cannot tell its 502, 503 and 504 from a gateway's: five in a row are.
 */
export const outlierDetection: OutlierDetection = {
  splitExternalLocalOriginErrors: true,
  consecutiveLocalOriginFailures: 1,
  consecutiveGatewayErrors: 5,
  consecutive5xxErrors: 0,
  interval: "1s",
  baseEjectionTime: "30s",
  maxEjectionPercent: 100,
};

/** Endpoints of clusters in order of preference, with the labels that say so. */
export function inOrder(byCluster: readonly (readonly Endpoint[])[]): readonly Endpoint[] {
  return byCluster.flatMap((endpoints, i) => endpoints.map((endpoint) => labelled(endpoint, i, byCluster.length)));
}

/** One key gives two levels: so for n clusters the i-th (from 0) bears the first n-1-i of n-1 keys. */
function labelled(endpoint: Endpoint, i: number, n: number): Endpoint {
  const order = orderKeys(n)
    .slice(0, n - 1 - i)
    .map((key) => [key, "true"] as const);
  return order.length > 0 ? { ...endpoint, labels: { ...endpoint.labels, ...Object.fromEntries(order) } } : endpoint;
}

function orderKeys(n: number): readonly string[] {
  return Array.from({ length: n - 1 }, (_, i) => `fedc.dev/order-${i + 1}`);
}

/** Leaves a cluster whose gateway does not answer, for the next of `n` by those labels. */
export function failoverByHealth(n: number, http?: { readonly useClientProtocol: boolean }): TrafficPolicy {
  const keys = orderKeys(n).map((key) => `${key}=true`);
  return {
    connectionPool: { ...(http && { http }), tcp: { connectTimeout: "2s" } },
    outlierDetection,
    loadBalancer: { localityLbSetting: { enabled: true, ...(keys.length > 0 && { failoverPriority: keys }) } },
  };
}

/** `cluster2 first, then cluster3.` */
export function orderComment([first, ...others]: readonly Cluster[]): string {
  return others.length === 0 ? `${first?.name} alone.` : `${first?.name} first, then ${others.map(({ name }) => name).join(", then ")}.`;
}

/** After what an endpoint of a failover is left for the next. With gRPC a status counts that comes without an answer's body. */
export function leavingComment(
  { protocol }: FederatedService,
  who = "An ingress gateway",
  seconds = outlierDetection.baseEjectionTime,
): string {
  if (protocol === "tcp") return `${who} that takes no connection is left at once.`;
  const statuses = protocol === "grpc" ? "UNAVAILABLE, DEADLINE_EXCEEDED, 502, 503 or 504" : "502, 503 or 504";
  return `${who} that does not answer is left at once; one that answers ${statuses} five times in a row is left for ${seconds} or longer, also where the application itself answers so.`;
}
