import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Cluster, Consumption, Exposure, Grant } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { type ClusterView, type RemoteService, usedIn } from "../cluster-view.ts";
import { addressesOf, resolutionOf } from "../gateways/endpoints.ts";
import { endingWhenIdle, lastingConnections } from "../gateways/lasting-connections.ts";
import { egressServiceHost, pairHost, serviceHost, spiffeIds } from "../names.ts";
import type { Endpoint, TrafficPolicy } from "../objects.ts";

/** The endpoints that a consumption's calls reach first, as a ServiceEntry has them. */
export interface FirstHop {
  readonly resolution: "STATIC" | "DNS";
  readonly endpoints: readonly Endpoint[];
}

/** Whether one of its local names goes through the egress gateway. */
export function passesEgress({ consumptions }: RemoteService): boolean {
  return consumptions.some(({ via }) => via === "egress");
}

/** The pair hosts whose TLS passes through the egress gateway. */
export function passedPairs(view: ClusterView): readonly string[] {
  const passed = usedIn("workloads", view).remoteServices.filter(passesEgress);
  return sorted(passed.map(({ exposer }) => pairHost(view.cluster, exposer)));
}

/** The SPIFFE IDs of a service's workloads. Callers accept no others. */
export function serversOf({ cluster, local, serviceAccounts }: Exposure): readonly string[] {
  return spiffeIds(cluster, local.namespace, sorted(serviceAccounts));
}

/** TLS from callers' proxies to the called workload. Gateways in between only read the server name. */
export function workloadTls(sni: string, subjectAltNames: readonly string[]): NonNullable<TrafficPolicy["tls"]> {
  return { mode: "ISTIO_MUTUAL", sni, subjectAltNames };
}

/** `workloadTls` for one service of one exposing cluster, or one subset of it. */
function useTls(grant: Grant): NonNullable<TrafficPolicy["tls"]> {
  return workloadTls(serviceHost(grant), serversOf(grant.exposure));
}

/** How a consumption's connections to one service of an exposing cluster last, and TLS over them. */
export function usePolicy(grant: Grant, via: Consumption["via"]): Pick<TrafficPolicy, "connectionPool" | "tls"> {
  const { exposure } = grant;
  const tcp = exposure.service.protocol === "tcp";
  const connectionPool =
    via === "direct" ? lastingConnections([exposure.cluster], tcp ? undefined : {}) : tcp ? undefined : endingWhenIdle(exposure.cluster);
  return { tls: useTls(grant), ...(connectionPool && { connectionPool }) };
}

/** Istio derives the protocol from the port name. */
export function portName({ service, port }: Consumption): string {
  return `${service.protocol}-${port}`;
}

/** The distinct ports of a ServiceEntry for these consumptions. */
export function entryPorts(consumptions: readonly Consumption[], name: (consumption: Consumption) => string = portName) {
  const ports = new Map(
    consumptions.map((consumption) => [
      consumption.port,
      { number: consumption.port ?? 0, name: name(consumption), protocol: consumption.service.protocol.toUpperCase() },
    ]),
  );
  return [...ports.values()].sort((a, b) => a.number - b.number);
}

/** The first hop of a consumption in mode workloads: this cluster's egress gateway, or the exposer's ingress gateway. */
export function firstHop(cluster: Cluster, exposer: Cluster, via: "egress" | "direct", ports: readonly string[]): FirstHop {
  if (via === "direct") return remoteIngress(exposer, ports);
  return { resolution: "DNS", endpoints: [meshEndpoint(egressServiceHost(cluster), ports, gatewayPort)] };
}

/** An exposer's ingress gateway as endpoints of these ports. */
export function remoteIngress(exposer: Cluster, ports: readonly string[]): FirstHop {
  const { addresses, port } = addressesOf(exposer);
  return { resolution: resolutionOf([exposer]), endpoints: addresses.map((address) => meshEndpoint(address, ports, port)) };
}

/** The label makes proxies use the mesh's TLS for this endpoint. */
function meshEndpoint(address: string, ports: readonly string[], port: number): Endpoint {
  return {
    address,
    ports: Object.fromEntries(ports.map((name) => [name, port])),
    labels: { "security.istio.io/tlsMode": "istio" },
  };
}
