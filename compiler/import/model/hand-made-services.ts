import type { ClusterInventory } from "../../inventory/cluster-inventory.ts";
import { podsBehind, portsOfService, selectorOfService, targetNumbers } from "../../inventory/pod-template.ts";
import type { StandingObject } from "../../inventory/standing-object.ts";
import type { PodsFacts, ServiceFacts } from "../../istio/world.ts";
import type { OuterHost } from "../remote-entries.ts";

/** The ports of a Service, with the pods of each as the dump tells them. */
export function portsWithPods(standing: ClusterInventory, service: StandingObject): readonly ServiceFacts[] {
  const { name, namespace = "" } = service;
  const kinds = (podsBehind(standing, service, namespace) ?? []).filter(({ running }) => running);
  return portsOfService(service)
    .filter(({ udp }) => !udp)
    .map((port) => {
      const pods: readonly PodsFacts[] = kinds.map((one) => ({
        labels: one.labels,
        selectors: JSON.stringify(one.labels),
        targetPort: targetNumbers(port, [one])[0],
        accounts: [one.account],
        defaultDeny: false,
      }));
      const labels = selectorOfService(service) ?? {};
      const likely = [{ labels, selectors: "", targetPort: undefined, accounts: [], defaultDeny: false }];
      return { name, namespace, port: port.number, protocol: protocolOf(port.protocol), pods: pods.length > 0 ? pods : likely };
    });
}

/** A Service that only names something, as the model reads it. */
export function withoutPods(service: StandingObject): unknown {
  const ports = portsOfService(service).filter(({ udp }) => !udp);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: service.name, namespace: service.namespace },
    spec: { ports: ports.map(({ number, protocol }) => ({ name: `${protocolOf(protocol)}-${number}`, port: number })) },
  };
}

/** A Service with addresses of its own, or of another name, as an entry of the same host. */
export function entryOfService({ object, hosts, ports, endpoints }: OuterHost): unknown {
  const isAddress = endpoints.every(({ address }) => /^[\d.]+$|:/.test(address));
  const named = ports.map(({ number, protocol }) => ({ number, name: `port-${number}`, protocol: protocolOf(protocol).toUpperCase() }));
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "ServiceEntry",
    metadata: { name: object.name, namespace: object.namespace },
    spec: {
      hosts,
      addresses: ["240.241.0.1"],
      location: "MESH_EXTERNAL",
      resolution: isAddress ? "STATIC" : "DNS",
      ports: named,
      endpoints: endpoints.map(({ address, dialled }) => ({
        address,
        ports: Object.fromEntries(named.map(({ name, number }) => [name, dialled(number)])),
      })),
    },
  };
}

/** Istio looks at what is sent if nothing names the protocol. */
function protocolOf(spoken: string | undefined): ServiceFacts["protocol"] {
  if (["tcp", "tls", "https", "mongo", "mysql", "redis"].includes(spoken ?? "")) return "tcp";
  return spoken === "grpc" || spoken === "http2" ? spoken : "http";
}
