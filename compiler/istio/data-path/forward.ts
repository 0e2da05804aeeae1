import { labelsText } from "../../1-load/labels-text.ts";
import { getOrMake } from "../objects/indexed.ts";
import type { ObjectName } from "../verdict.ts";
import type { UpstreamEndpoint } from "./endpoints.ts";
import { type Connection, type Flight, type ForwardedCall, fail, isDown, leave } from "./flight.ts";
import { passGateway } from "./gateway.ts";
import type { SourceProxy } from "./source-proxy.ts";
import { type Upstream, type UpstreamTls, upstreamOf } from "./upstream.ts";
import { reachWorkload } from "./workload.ts";

/** More than any call passes: caller, egress, ingress, workload. */
const maxHops = 8;

/** Follows a call to its ends. */
export function forward(call: ForwardedCall, hops = 0): void {
  if (hops > maxHops) fail(call.flight, "it goes round in circles", call.by);
  else for (const next of onward(call)) forward(next, hops + 1);
}

function onward({ flight, source, destination, by, connection }: ForwardedCall): readonly ForwardedCall[] {
  const { host, port, subset } = destination;
  const upstream = upstreamOf(flight.meshes, source, host, port, subset);
  if (!upstream) return fail(flight, `\`${host}:${port}\`${subset === "" ? "" : `, subset \`${subset}\`,`} is not known there`, by);
  if (flight.visited) for (const { mesh } of upstream.endpoints) if (mesh) flight.visited.add(mesh.facts.name);
  const sent = upstream.tls ? sealed(source, upstream.tls, connection) : connection;
  const decidedBy = upstream.by[0] ?? by;
  if (typeof sent === "string") return fail(flight, sent, decidedBy);
  const used = usedEndpoints(upstream, (endpoint) => isAlive(flight, endpoint));
  if (used.length === 0) return fail(flight, `nobody serves \`${host}:${port}\``, decidedBy);
  return used.flatMap(({ endpoint, part }) =>
    arrive(part === 1 ? flight : { ...flight, share: flight.share * part }, endpoint, sent, source, decidedBy),
  );
}

interface UsedEndpoint {
  readonly endpoint: UpstreamEndpoint;
  /** The share of the calls; 1 for all. */
  part: number;
}

/**
 * The endpoints that Envoy uses. With outlier detection: those alive of the first level that has any; the time until it finds out is left out.
 * Without: all of them, dead or alive, since Istio then sets no levels
 * (https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/failover/).
 */
function usedEndpoints({ endpoints, failsOver }: Upstream, isAlive: (endpoint: UpstreamEndpoint) => boolean): readonly UsedEndpoint[] {
  const [first, ...others] = endpoints;
  if (!first) return [];
  if (others.length === 0) return [{ endpoint: first, part: 1 }];
  const alive = failsOver ? endpoints.filter(isAlive) : endpoints;
  const level = Math.min(...alive.map((endpoint) => endpoint.level));
  const used = failsOver ? alive.filter((endpoint) => endpoint.level === level) : alive;
  const byPlace = new Map<string, UsedEndpoint>();
  for (const endpoint of used) getOrMake(byPlace, placeOf(endpoint), () => ({ endpoint, part: 0 })).part += 1 / used.length;
  return [...byPlace.values()];
}

function placeOf(endpoint: UpstreamEndpoint): string {
  switch (endpoint.kind) {
    case "gateway":
      return `${endpoint.mesh.facts.name} ${endpoint.pods.kind} ${endpoint.port}`;
    case "workload":
      return `${endpoint.mesh.facts.name} ${endpoint.facts.name}.${endpoint.facts.namespace} ${endpoint.facts.port} ${labelsText(endpoint.labels)}`;
    case "outside":
      return endpoint.host;
    case "nobody":
      return endpoint.address;
  }
}

function isAlive(flight: Flight, endpoint: UpstreamEndpoint): boolean {
  switch (endpoint.kind) {
    case "gateway":
      return endpoint.pods.running && !isDown(flight, endpoint.mesh, endpoint.pods.kind);
    case "workload":
      return !isDown(flight, endpoint.mesh, `${endpoint.facts.name}.${endpoint.facts.namespace}`);
    case "outside":
      return true;
    case "nobody":
      return false;
  }
}

function arrive(
  flight: Flight,
  endpoint: UpstreamEndpoint,
  sent: Connection,
  from: SourceProxy,
  by: ObjectName | undefined,
): readonly ForwardedCall[] {
  switch (endpoint.kind) {
    case "nobody":
      return fail(flight, `nobody answers at ${endpoint.address}`, by);
    case "outside":
      return leave(flight, `\`${endpoint.host}\` is called outside of the mesh`);
    case "workload":
      return reachWorkload(flight, endpoint, sent, from);
    case "gateway":
      return passGateway(flight, endpoint.mesh, endpoint.pods, endpoint.port, sent);
  }
}

/** The connection in TLS of the proxy's own, or the reason why that is impossible, in one sentence. */
function sealed(
  { gateway, mesh, identity }: SourceProxy,
  { credential, sni, subjectAltNames }: UpstreamTls,
  { tls, request }: Connection,
): Connection | string {
  if (tls) return "TLS inside TLS, which nobody there expects";
  if (credential === undefined) return { tls: { sni, certificate: identity, trust: { store: mesh.trust, subjectAltNames } }, request };
  // Without a key pair istiod configures no TLS at all for it.
  if (gateway?.keyPair?.credential !== credential || !gateway.keyPair.forClients)
    return `the proxy has no key pair \`${credential}\` for this`;
  const trust = { store: gateway.anchors(credential), subjectAltNames };
  return { tls: { sni, certificate: gateway.keyPair.identity, trust }, request };
}
