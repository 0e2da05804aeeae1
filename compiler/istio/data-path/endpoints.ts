import type { Labels } from "../../1-load/federation-file.ts";
import { worksIn } from "../../istio-versions/istio-constructs.ts";
import type { GatewayPods } from "../objects/gateway-pods.ts";
import type { Mesh, MeshService } from "../objects/mesh.ts";
import { shownName } from "../objects/object-head.ts";
import { type EntryEndpoint, type ServiceEntry, speaksMeshTls } from "../objects/read-service-entry.ts";
import { selects } from "../objects/selects.ts";
import { UnsupportedObject } from "../objects/unsupported-object.ts";
import { podsReached } from "../pods-reached.ts";
import type { PodsFacts, ServiceFacts } from "../world.ts";
import type { Meshes } from "./meshes.ts";
import type { KnownService } from "./services.ts";

/** `level` is 0 for the endpoints that are tried first. */
export type UpstreamEndpoint = { readonly level: number } & (GatewayEnd | WorkloadEnd | NobodyEnd | OutsideEnd);

/** An address where nobody answers. */
interface NobodyEnd {
  readonly kind: "nobody";
  readonly address: string;
  /** The cluster whose objects could make somebody answer. */
  readonly mesh?: Mesh;
}

/** The address that the caller dialled, outside of the mesh. */
interface OutsideEnd {
  readonly kind: "outside";
  readonly host: string;
  readonly mesh?: undefined;
}

interface GatewayEnd {
  readonly kind: "gateway";
  readonly mesh: Mesh;
  readonly pods: GatewayPods;
  readonly port: number;
}

export interface WorkloadEnd {
  readonly kind: "workload";
  readonly mesh: Mesh;
  readonly facts: ServiceFacts;
  readonly pods: PodsFacts;
  readonly labels: Labels;
}

const noLabels: Labels = {};

/** The endpoints of a port, and whether Istio uses its own TLS for them unless a rule says otherwise. Undefined if there is no such port. */
export function endpointsOf(
  meshes: Meshes,
  mesh: Mesh,
  { host, service, entry }: KnownService,
  port: number,
  subset: Labels,
  priority: readonly string[] | undefined,
): { readonly endpoints: readonly UpstreamEndpoint[]; readonly meshTls: boolean } | undefined {
  const entryPort = entry?.ports.get(port);
  const ofService = service && endpointsOfService(mesh, service, port, subset);
  if (!entryPort && !ofService) return undefined;
  if (!service && entry?.resolution === "NONE") return { endpoints: [{ kind: "outside", host, level: 0 }], meshTls: false };
  const order = ordersEndpoints(mesh, entry) ? priority : undefined;
  const ofEntry = entry && entryPort ? entry.endpoints.filter(({ labels }) => selects(subset, labels)) : [];
  const endpoints = [
    ...(ofService ?? []).map((end) => ({ level: levelOf(order, noLabels, undefined), ...end })),
    ...ofEntry.map((endpoint) => ({
      level: levelOf(order, endpoint.labels, endpoint.network),
      ...dial(meshes, mesh, endpoint, endpoint.ports.get(entryPort?.name ?? "") ?? port),
    })),
  ];
  return { endpoints, meshTls: entry ? speaksTls(entry) : true };
}

/** Whether the mesh's Istio gives endpoints an order. Older versions give none to endpoints that are resolved by DNS. */
function ordersEndpoints({ facts }: Mesh, entry: ServiceEntry | undefined): boolean {
  return entry?.resolution !== "DNS" || worksIn("failoverOrderOfNames", facts.istioVersion);
}

function speaksTls(entry: ServiceEntry): boolean {
  const speaking = entry.endpoints.filter(speaksMeshTls);
  if (!entry.inMesh || speaking.length === 0) return false;
  if (speaking.length < entry.endpoints.length)
    throw new UnsupportedObject(shownName(entry.name), "spec.endpoints", "some endpoints speak Istio's TLS and some do not");
  return true;
}

/** Undefined if the Service does not have this port, as far as is known. */
function endpointsOfService(
  mesh: Mesh,
  service: MeshService,
  port: number,
  subset: Labels,
): readonly (GatewayEnd | WorkloadEnd)[] | undefined {
  const facts = service.facts.get(port);
  if (facts) return podsReached(facts.pods, subset).map((pods) => ({ kind: "workload", mesh, facts, pods, labels: pods.labels }));
  const { object } = service;
  const behind = object?.ports.find(({ number }) => number === port);
  if (!object || !behind) return undefined;
  const { selector } = object;
  if (!selector) return [];
  const { ingress, egress } = mesh.gateways;
  const pods = [ingress, egress].filter((pods) => pods.namespace === service.namespace && selects(selector, pods.labels));
  return pods.map((pods) => ({ kind: "gateway", mesh, pods, port: behind.targetPort }));
}

/** The pods at an address: an ingress gateway of any cluster, or a Service of the same cluster by its name. */
function dial(meshes: Meshes, mesh: Mesh, { address }: EntryEndpoint, port: number): GatewayEnd | WorkloadEnd | NobodyEnd {
  const nobody = { kind: "nobody", address: `${address}:${port}` } as const;
  const remote = meshes.ingresses.get(`${address.toLowerCase()}:${port}`);
  if (remote) {
    const listening = remote.gateways.ingress.portBehind(port);
    return listening === undefined
      ? { ...nobody, mesh: remote }
      : { kind: "gateway", mesh: remote, pods: remote.gateways.ingress, port: listening };
  }
  const service = mesh.services.get(address.toLowerCase());
  return (service && endpointsOfService(mesh, service, port, noLabels)?.[0]) ?? nobody;
}

/**
 * The priority of an endpoint: 0 if it has every label, and one more for each label from the first missing one on
 * (https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting, failoverPriority).
 */
function levelOf(priority: readonly string[] | undefined, labels: Labels, network: string | undefined): number {
  if (!priority) return 0;
  const missing = priority.findIndex((label) => !hasLabel(label, labels, network));
  return missing === -1 ? 0 : priority.length - missing;
}

/** `key=value` is compared with the endpoint's own label; `key` with the caller's, and no proxy of the model has a network. */
function hasLabel(label: string, labels: Labels, network: string | undefined): boolean {
  const equals = label.indexOf("=");
  if (equals !== -1) return labels[label.slice(0, equals)] === label.slice(equals + 1);
  if (label !== "topology.istio.io/network")
    throw new UnsupportedObject("DestinationRule", "failoverPriority", `the model does not know the label \`${label}\` here`);
  return network === undefined;
}
