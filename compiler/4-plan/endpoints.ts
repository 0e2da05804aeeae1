import { isIP } from "node:net";
import { gatewayPort } from "../2-resolve/cluster.ts";
import type { Cluster } from "../2-resolve/federation.ts";
import type { Endpoint, TrafficPolicy } from "./objects.ts";

/** The one port of a ServiceEntry for other clusters' ingress gateways. */
export const exposerPort = { number: gatewayPort, name: "tls-federation", protocol: "TLS" };

/** Where an exposing cluster's ingress gateway is dialled. */
export function endpointsOf(exposer: Cluster): readonly Endpoint[] {
  const { addresses, port } = exposer.ingress ?? {};
  if (!addresses || addresses === "pending" || port === undefined) throw new Error(`${exposer.name} has no address`);
  return addresses.map((address) => ({ address, ports: { [exposerPort.name]: port } }));
}

/** `DNS` as soon as one address is a name; Istio takes IPs there too. */
export function resolutionOf(exposers: readonly Cluster[]): "STATIC" | "DNS" {
  return exposers.every((exposer) => endpointsOf(exposer).every(({ address }) => isIP(address) !== 0)) ? "STATIC" : "DNS";
}

/** How the egress gateway speaks to exposers' ingress gateways. Without `subjectAltNames` Envoy would take any certificate of theirs. */
export function gatewayTls(consumer: Cluster, sni: string, exposers: readonly Cluster[]): NonNullable<TrafficPolicy["tls"]> {
  return {
    mode: "MUTUAL",
    credentialName: consumer.credentials.egress,
    sni,
    subjectAltNames: exposers.map(({ identity }) => identity.ingress),
  };
}
