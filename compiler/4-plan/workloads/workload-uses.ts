import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Cluster, Consumption, Exposure } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import type { ClusterView, RemoteService } from "../cluster-view.ts";
import { addressesOf, resolutionOf } from "../gateways/endpoints.ts";
import { portName } from "../local-names/routes.ts";
import { usedIn } from "../modes.ts";
import { egressServiceHost, pairHost, serviceHost, spiffeIds } from "../names.ts";
import type { Endpoint, ServiceEntry, TrafficPolicy } from "../objects.ts";

/** What is used in mode workloads through the egress gateway. */
export function passedUses(view: ClusterView): readonly RemoteService[] {
  return usedIn("workloads", view).uses.filter(passesEgress);
}

/** Whether a local name for it goes through the egress gateway. */
export function passesEgress({ consumptions }: RemoteService): boolean {
  return consumptions.some(({ via }) => via === "egress");
}

/** The pairs' hosts of what goes through the egress gateway as it is. */
export function passedPairs(view: ClusterView): readonly string[] {
  return sorted(passedUses(view).map(({ exposer }) => pairHost(view.cluster, exposer)));
}

/** The SPIFFE IDs of who serves a service: what callers insist on. */
export function serversOf({ cluster, local, serviceAccounts }: Exposure): readonly string[] {
  return spiffeIds(cluster, local.namespace, sorted(serviceAccounts));
}

/** How callers' proxies speak to the called workload, through gateways that only look at the server name. */
export function workloadTls(sni: string, subjectAltNames: readonly string[]): NonNullable<TrafficPolicy["tls"]> {
  return { mode: "ISTIO_MUTUAL", sni, subjectAltNames };
}

/** The same for one service of one exposing cluster. */
export function useTls(cluster: Cluster, exposure: Exposure): NonNullable<TrafficPolicy["tls"]> {
  return workloadTls(serviceHost(exposure.service, cluster, exposure.cluster), serversOf(exposure));
}

/** Ports of a ServiceEntry that stands for them, each once. */
export function entryPorts(consumptions: readonly Consumption[], name: (one: Consumption) => string = portName) {
  const ports = new Map(
    consumptions.map((one) => [one.port, { number: one.port ?? 0, name: name(one), protocol: one.service.protocol.toUpperCase() }]),
  );
  return [...ports.values()].sort((a, b) => a.number - b.number);
}

/** Where a consumption in mode workloads goes first: the own egress gateway, or the exposer's ingress gateway. */
export function firstHop(
  cluster: Cluster,
  exposer: Cluster,
  via: "egress" | "direct",
  ports: readonly string[],
): Pick<ServiceEntry["spec"], "resolution"> & { readonly endpoints: readonly Endpoint[] } {
  if (via === "direct") return remoteIngress(exposer, ports);
  const endpoint = meshEndpoint(egressServiceHost(cluster), ports, gatewayPort);
  return { resolution: "DNS", endpoints: [endpoint] };
}

/** An exposer's ingress gateway as endpoints of these ports. */
export function remoteIngress(exposer: Cluster, ports: readonly string[]) {
  const { addresses, port } = addressesOf(exposer);
  return { resolution: resolutionOf([exposer]), endpoints: addresses.map((address) => meshEndpoint(address, ports, port)) };
}

/** The label makes proxies speak the mesh's TLS to it. */
function meshEndpoint(address: string, ports: readonly string[], port: number): Endpoint {
  return {
    address,
    ports: Object.fromEntries(ports.map((name) => [name, port])),
    labels: { "security.istio.io/tlsMode": "istio" },
  };
}
