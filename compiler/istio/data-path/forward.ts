import { labelsText } from "../../1-load/labels-text.ts";
import { getOrMake } from "../objects/indexed.ts";
import type { RouteDestination } from "../objects/read-virtual-service.ts";
import type { ObjectName } from "../verdict.ts";
import type { UpstreamEndpoint } from "./endpoints.ts";
import {
  type Connection,
  clientHello,
  type Flight,
  type ForwardedCall,
  fail,
  isDown,
  type KnownWay,
  leave,
  type Outbound,
} from "./flight.ts";
import { passGateway } from "./gateway.ts";
import type { SourceProxy } from "./source-proxy.ts";
import { type Upstream, type UpstreamTls, upstreamOf } from "./upstream.ts";
import { reachWorkload } from "./workload.ts";

/** More than any call passes: caller, egress, ingress, workload. */
const maxHops = 8;

/** Follows a call to its ends. */
export function forward(call: ForwardedCall, hops = 0): void {
  const { flight, source, destination, by, connection } = call;
  if (hops > maxHops) {
    fail(flight, "it goes round in circles", by);
    return;
  }
  const outbound = outboundTo(flight, source, destination);
  const like = outbound && knownWay(outbound, call);
  if (like) goLike(flight, like);
  else {
    const before = flight.journey.outcomes.length;
    for (const next of onward(call, outbound)) forward(next, hops + 1);
    if (!outbound || !isFromGateway(call)) return;
    const { requests, share, credulous, journey } = flight;
    outbound.latest = { host: connection.host, requests, share, credulous, outcomes: journey.outcomes.slice(before) };
  }
}

/** Whether only the host and the requests tell where a call goes from there. */
function isFromGateway({ flight: { hops, journey, requests, answered, firstGateway }, source, connection }: ForwardedCall): boolean {
  if (!source.gateway || hops || journey.visited || journey.unavailable.length > 0) return false;
  return requests !== undefined && answered && firstGateway !== undefined && !connection.tls;
}

function knownWay({ latest }: Outbound, call: ForwardedCall): KnownWay | undefined {
  const { flight, connection } = call;
  if (!latest || latest.requests !== flight.requests || latest.host !== connection.host) return undefined;
  return latest.credulous === flight.credulous && isFromGateway(call) ? latest : undefined;
}

/** Ends calls as those before them did. */
function goLike({ journey, share, firstGateway }: Flight, like: KnownWay): void {
  for (const { end, hops, requests, credulous, share: part } of like.outcomes)
    journey.outcomes.push({ share: (share * part) / like.share, end, hops, requests, firstGateway, credulous });
}

function onward({ flight, source, destination, by, connection }: ForwardedCall, outbound: Outbound | undefined): readonly ForwardedCall[] {
  const { host, port, subset } = destination;
  if (!outbound) return fail(flight, `\`${host}:${port}\`${subset === "" ? "" : `, subset \`${subset}\`,`} is not known there`, by);
  const { upstream, hello, problem } = outbound;
  const { endpoints } = upstream;
  const { visited } = flight.journey;
  if (visited) for (const { mesh } of endpoints) if (mesh) visited.add(mesh.facts.name);
  const decidedBy = upstream.by[0] ?? by;
  if (upstream.tls && connection.tls) return fail(flight, "TLS inside TLS, which nobody there expects", decidedBy);
  if (problem !== undefined) return fail(flight, problem, decidedBy);
  const sent = hello ? { tls: hello, host: connection.host } : connection;
  if (endpoints.length === 1 && endpoints[0]) return arrive(flight, endpoints[0], sent, source, decidedBy);
  const used = usedEndpoints(upstream, (endpoint) => isAlive(flight, endpoint));
  if (used.length === 0) return fail(flight, `nobody serves \`${host}:${port}\``, decidedBy);
  return used.flatMap(({ endpoint, part }) => arrive(flight.part(part), endpoint, sent, source, decidedBy));
}

function outboundTo({ journey: { meshes, outbounds } }: Flight, source: SourceProxy, destination: RouteDestination): Outbound | undefined {
  const { ofCaller, ofGateways } = outbounds;
  const known = source.gateway ? getOrMake(ofGateways, source.gateway, () => new Map()) : ofCaller;
  return getOrMake(known, destination, () => {
    const upstream = upstreamOf(meshes, source, destination.host, destination.port, destination.subset);
    if (!upstream) return undefined;
    return { upstream, latest: undefined, hello: undefined, problem: undefined, ...(upstream.tls && begunTls(source, upstream.tls)) };
  });
}

/** The start of TLS of the proxy's own, or the reason why that is impossible, in one sentence. */
function begunTls(
  { gateway, mesh, identity }: SourceProxy,
  { credential, sni, subjectAltNames }: UpstreamTls,
): Partial<Pick<Outbound, "hello" | "problem">> {
  if (credential === undefined) return { hello: clientHello(sni, identity, { store: mesh.trust, subjectAltNames }) };
  // Without a key pair istiod configures no TLS at all for it.
  if (gateway?.keyPair?.credential !== credential || !gateway.keyPair.forClients)
    return { problem: `the proxy has no key pair \`${credential}\` for this` };
  return { hello: clientHello(sni, gateway.keyPair.identity, { store: gateway.anchors(credential), subjectAltNames }) };
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
