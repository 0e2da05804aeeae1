import { isIP } from "node:net";
import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Cluster } from "../../2-resolve/federation.ts";
import type { ClusterView } from "../cluster-view.ts";
import { type Manifest, metadata, planned } from "../manifest.ts";
import type { Endpoint, ServiceEntry, TrafficPolicy } from "../objects.ts";
import { inOrder } from "../order.ts";

/** A host for other clusters' ingress gateways, as this cluster's egress gateway knows it. Istio accepts IPs in resolution `DNS` too. */
export function exposersSpec(host: string, exposers: readonly Cluster[]): ServiceEntry["spec"] {
  return {
    hosts: [host],
    location: "MESH_EXTERNAL",
    resolution: resolutionOf(exposers),
    exportTo: ["."],
    ports: [exposerPort],
    endpoints: inOrder(exposers.map(exposerEndpoints)),
  };
}

/** The only port of a ServiceEntry for other clusters' ingress gateways. */
const exposerPort = { number: gatewayPort, name: "tls-federation", protocol: "TLS" };

/** The addresses under which other clusters connect to an exposer's ingress gateway. */
function exposerEndpoints(exposer: Cluster): readonly Endpoint[] {
  const { addresses, port } = addressesOf(exposer);
  return addresses.map((address) => ({ address, ports: { [exposerPort.name]: port } }));
}

/** Throws if the address is pending: callers plan nothing that needs it. */
export function addressesOf({ name, ingress }: Cluster): { readonly addresses: readonly string[]; readonly port: number } {
  if (!ingress || ingress.addresses === "pending") throw new Error(`${name} has no address`);
  return { addresses: ingress.addresses, port: ingress.port };
}

/** `DNS` if at least one address is a name. */
export function resolutionOf(exposers: readonly Cluster[]): "STATIC" | "DNS" {
  return exposers.every((exposer) => addressesOf(exposer).addresses.every((address) => isIP(address) !== 0)) ? "STATIC" : "DNS";
}

/** TLS from the egress gateway to exposers' ingress gateways. Without `subjectAltNames`, Envoy would accept any certificate of a trusted root. */
export function gatewayTls(consumer: Cluster, sni: string, exposers: readonly Cluster[]): NonNullable<TrafficPolicy["tls"]> {
  return {
    mode: "MUTUAL",
    credentialName: consumer.credentials.egress,
    sni,
    subjectAltNames: exposers.map(({ identity }) => identity.ingress),
  };
}

/** An exposer's ingress gateway, as this cluster's egress gateway knows it. */
export function exposerEntry({ home }: ClusterView, exposer: Cluster): Manifest {
  return planned(
    "ServiceEntry",
    metadata(home, `exposer-${exposer.name}`),
    exposersSpec(exposer.hostname, [exposer]),
    `The ingress gateway of ${exposer.name}.`,
  );
}
