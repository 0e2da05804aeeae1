import type { Labels, Protocol } from "../1-load/federation-file.ts";
import { selects } from "../istio/objects/selects.ts";
import type { ClusterInventory } from "./cluster-inventory.ts";
import { injectionOf } from "./injection.ts";
import { podsBehind, portsOfService, type StandingPort, selectorOfService } from "./pod-template.ts";
import { labelsIn, type StandingObject } from "./standing-object.ts";

/** A port of a Service that a cluster could expose. */
export interface ExposableService {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  /** Undefined if nothing in the dump names it. */
  readonly protocol: Protocol | undefined;
  readonly object: StandingObject;
}

/** Namespaces of Kubernetes, of Istio and of the tools that stand in most clusters. */
const systemNamespaces = /^(?:kube-|istio-|cert-manager|flux-system|argocd|gatekeeper-system|monitoring$)/;

/** Ports of Services whose pods are part of the mesh, as far as the dump tells. Services of the cluster itself and of gateways are left out. */
export function exposableServices(standing: ClusterInventory): readonly ExposableService[] {
  const gateways = standing.all("Gateway").map(({ spec }) => labelsIn(spec, "selector"));
  const isGateway = (labels: Labels) => gateways.some((selector) => Object.keys(selector).length > 0 && selects(selector, labels));
  const all = standing.all("Service").flatMap((object) => {
    const { name, namespace } = object;
    const selector = selectorOfService(object);
    if (namespace === undefined || systemNamespaces.test(namespace) || !selector || isGateway(selector)) return [];
    if ("fedc.dev/federation" in object.labels) return [];
    const pods = podsBehind(standing, object, namespace);
    if (pods?.some(({ annotations, labels }) => annotations["inject.istio.io/templates"] === "gateway" || isGateway(labels))) return [];
    if (pods?.length === 0 || injectionOf(standing, namespace, pods?.[0]) === "none") return [];
    return portsOfService(object)
      .filter(({ udp }) => !udp)
      .map((port) => ({ name, namespace, port: port.number, protocol: federationProtocol(port), object }));
  });
  return all.sort((a, b) => (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1));
}

/** The protocol that federation.yaml has for a port; undefined if nothing names it. */
export function federationProtocol({ protocol }: StandingPort): Protocol | undefined {
  if (protocol === "http" || protocol === "http2" || protocol === "grpc") return protocol;
  if (protocol === "grpc-web") return "http";
  return protocol === undefined || protocol === "auto" || protocol === "udp" ? undefined : "tcp";
}
