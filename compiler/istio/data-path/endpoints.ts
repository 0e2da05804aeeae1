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

export type WeightedEndpoint = { readonly weight: number; readonly level: number } & (GatewayEnd | WorkloadEnd | Nobody | OutsideEnd);

/** An address without anybody; `mesh` where somebody could be by its objects. */
export interface Nobody {
  readonly kind: "nobody";
  readonly address: string;
  readonly mesh?: Mesh;
}

/** Whatever has the address that the caller dialled, outside of the mesh. */
export interface OutsideEnd {
  readonly kind: "outside";
  readonly host: string;
  readonly mesh?: undefined;
}

export interface GatewayEnd {
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

const none: Labels = {};

/** Who serves a port of a service. */
interface Found {
  readonly endpoints: readonly WeightedEndpoint[];
  /** Istio's own TLS is used where no rule says otherwise. */
  readonly meshTls: boolean;
}

/** Undefined where the service has no such port, as far as is known. */
export function endpointsOf(
  meshes: Meshes,
  mesh: Mesh,
  target: KnownService,
  port: number,
  subset: Labels,
  priority: readonly string[] | undefined,
): Found | undefined {
  const { service, entry } = target;
  const ofEntry = entry?.ports.get(port);
  const own = service && endpointsOfService(mesh, service, port, subset);
  if (!ofEntry && !own) return undefined;
  if (!service && entry?.resolution === "NONE")
    return { endpoints: [{ kind: "outside", host: target.host, weight: 1, level: 0 }], meshTls: false };
  const order = ordersEndpoints(mesh, entry) ? priority : undefined;
  const others = entry && ofEntry ? entry.endpoints.filter(({ labels }) => selects(subset, labels)) : [];
  const endpoints = [
    ...(own ?? []).map((end) => ({ ...end, weight: 1, level: endpointLevel(order, none, undefined) })),
    ...others.map((endpoint) => ({
      ...dial(meshes, mesh, endpoint, endpoint.ports.get(ofEntry?.name ?? "") ?? port),
      weight: 1,
      level: endpointLevel(order, endpoint.labels, endpoint.network),
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

/** Undefined where the Service has no such port, as far as is known. */
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

/** Who answers at an address: an ingress gateway, or a Service of the own cluster by its name. */
function dial(meshes: Meshes, mesh: Mesh, { address }: EntryEndpoint, port: number): GatewayEnd | WorkloadEnd | Nobody {
  const nobody = { kind: "nobody", address: `${address}:${port}` } as const;
  const remote = meshes.ingresses.get(`${address.toLowerCase()}:${port}`);
  if (remote) {
    const listening = remote.gateways.ingress.portBehind(port);
    return listening === undefined
      ? { ...nobody, mesh: remote }
      : { kind: "gateway", mesh: remote, pods: remote.gateways.ingress, port: listening };
  }
  const service = mesh.services.get(address.toLowerCase());
  return (service && endpointsOfService(mesh, service, port, none)?.[0]) ?? nobody;
}

/** How far down an endpoint stands: 0 where it bears every label of the order, one more for each that it misses from the first missing one on. */
function endpointLevel(priority: readonly string[] | undefined, labels: Labels, network: string | undefined): number {
  if (!priority) return 0;
  const missed = priority.findIndex((wanted) => !bears(wanted, labels, network));
  return missed === -1 ? 0 : priority.length - missed;
}

/** With a value, the endpoint's own; without, the same as the caller's, and no proxy is told to be in a network. */
function bears(wanted: string, labels: Labels, network: string | undefined): boolean {
  const equals = wanted.indexOf("=");
  if (equals !== -1) return labels[wanted.slice(0, equals)] === wanted.slice(equals + 1);
  if (wanted !== "topology.istio.io/network")
    throw new UnsupportedObject("DestinationRule", "failoverPriority", `the model does not know the label \`${wanted}\` here`);
  return network === undefined;
}
