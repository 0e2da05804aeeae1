import type { Cluster, FederatedService } from "../2-resolve/federation.ts";
import { lastingConnections } from "./gateways/lasting-connections.ts";
import type { ConnectionPool, Endpoint, OutlierDetection, TrafficPolicy } from "./objects.ts";

/**
 * The default `maxEjectionPercent` of 10 would never eject one of two endpoints. A vanished gateway costs one call of
 * `connectTimeout`. A single 5xx of an application does not eject a cluster. Envoy cannot tell an application's 502, 503 and 504 from
 * a gateway's, so five in a row do.
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

/** How long a failover waits for a connection. */
export const connectTimeout = "2s";

/** Endpoints of clusters in order of preference, with labels that encode the order. */
export function inOrder(byCluster: readonly (readonly Endpoint[])[]): readonly Endpoint[] {
  return byCluster.flatMap((endpoints, i) => endpoints.map((endpoint) => labelled(endpoint, i, byCluster.length)));
}

/** One key distinguishes two levels. So for n clusters, the i-th (from 0) has the first n-1-i of n-1 keys. */
function labelled(endpoint: Endpoint, i: number, n: number): Endpoint {
  const { address, ports, labels } = endpoint;
  const order = orderKeys(n)
    .slice(0, n - 1 - i)
    .map((key) => [key, "true"] as const);
  return order.length > 0 ? { address, ports, labels: { ...labels, ...Object.fromEntries(order) } } : endpoint;
}

function orderKeys(n: number): readonly string[] {
  return Array.from({ length: n - 1 }, (_, i) => `fedc.dev/order-${i + 1}`);
}

/** Skips a cluster whose gateway does not answer, in favour of the next one by those labels. */
export function failoverByHealth(exposers: readonly Cluster[], http?: ConnectionPool["http"]): TrafficPolicy {
  const keys = orderKeys(exposers.length).map((key) => `${key}=true`);
  return {
    connectionPool: lastingConnections(exposers, http, connectTimeout),
    outlierDetection,
    loadBalancer: { localityLbSetting: { enabled: true, ...(keys.length > 0 && { failoverPriority: keys }) } },
  };
}

/** `cluster2 first, then cluster3.` */
export function orderComment([first, ...others]: readonly Cluster[]): string {
  return others.length === 0 ? `${first?.name} alone.` : `${first?.name} first, then ${others.map(({ name }) => name).join(", then ")}.`;
}

/** When calls skip an endpoint of a failover. With gRPC, only a status without a response body counts. */
export function leavingComment(
  { protocol }: FederatedService,
  endpoint = "An ingress gateway",
  seconds = outlierDetection.baseEjectionTime,
): string {
  if (protocol === "tcp") return `${endpoint} that accepts no connection is skipped at once.`;
  const statuses = protocol === "grpc" ? "UNAVAILABLE, DEADLINE_EXCEEDED, 502, 503 or 504" : "502, 503 or 504";
  return `${endpoint} that does not answer is skipped at once. One that answers ${statuses} five times in a row is skipped for ${seconds} or longer, even if those answers come from the application.`;
}
