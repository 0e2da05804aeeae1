import type { Call, Caller, ClientCertificate, ExternalClient, HttpRequest } from "../call.ts";
import { getOrMake } from "../objects/indexed.ts";
import type { Mesh } from "../objects/mesh.ts";
import type { Verdict } from "../verdict.ts";
import { callFrom, diallingPod } from "./caller.ts";
import { type ClientHello, clientHello, Flight, type FlightOutcome, type ForwardedCall, leave, type Outbounds } from "./flight.ts";
import { forward } from "./forward.ts";
import { passGateway } from "./gateway.ts";
import type { Meshes } from "./meshes.ts";
import { Requests } from "./requests.ts";
import { dialledPod, reachPod } from "./workload.ts";

interface FollowOptions {
  /** Whether to tell the hops. */
  readonly trace?: boolean;
  /** Gets the names of the clusters whose objects decide the call. A change of any other cluster does not change the result. */
  readonly visited?: Set<string>;
}

/** Follows a call through the objects. */
export function outcomeOf(meshes: Meshes, { from, request, unavailable }: Call, options?: FollowOptions): Verdict {
  const outcomes = followerOf(meshes, from, unavailable, options)(request && [request]);
  return { outcomes: outcomes.map(({ share, end, hops }) => ({ share, end, hops })) };
}

/** Follows a list of requests; `undefined` stands for a connection without any. */
type Follower = (sent: readonly HttpRequest[] | undefined) => readonly FlightOutcome[];

/**
 * Follows the calls of one caller through the objects. Requests go together as long as all proxies do the same with them. Everything that is
 * the same for all lists is worked out once.
 */
export function followerOf(
  meshes: Meshes,
  from: Caller,
  unavailable: readonly string[] = [],
  { trace = false, visited }: FollowOptions = {},
): Follower {
  const outbounds: Outbounds = { ofCaller: new Map(), ofGateways: outboundsOfGateways(meshes) };
  const cluster = from.kind === "workload" ? from.cluster : from.at.cluster;
  const mesh = meshes.clusters.get(cluster);
  const step = mesh && firstStep(meshes, mesh, from);
  return (sent) => {
    const outcomes: FlightOutcome[] = [];
    const requests = sent && Requests.of(sent);
    const journey = { meshes, outbounds, unavailable, outcomes, visited };
    const flight = new Flight(journey, requests, 100, false, trace ? [] : undefined, undefined, true);
    visited?.add(cluster);
    if (!step) leave(flight, "there is no such cluster");
    else for (const forwarded of step(flight, sent?.[0]?.headers.host)) forward(forwarded);
    return outcomes;
  };
}

/** What the first proxy does with requests. They have the same Host header; if it is undefined, the caller chooses it. */
function firstStep(meshes: Meshes, mesh: Mesh, from: Caller): (flight: Flight, host: string | undefined) => readonly ForwardedCall[] {
  if (from.kind === "workload") {
    const pod = diallingPod(mesh, from);
    return (flight, host) => callFrom(flight, pod, host ?? pod.authority);
  }
  const { at, port, host } = from;
  const connection = { tls: helloOf(meshes, from), host };
  if ("gateway" in at) {
    const pods = mesh.gateways[at.gateway];
    return (flight) => passGateway(flight, mesh, pods, port, connection);
  }
  const pod = dialledPod(mesh, at, port);
  return (flight) => reachPod(flight, mesh, pod, connection);
}

/** The calls of one client follow one another, and gateways decide about its certificate and a server name once. */
function helloOf(meshes: Meshes, { sni, certificate }: ExternalClient): ClientHello {
  if (!certificate) return clientHello(sni, certificate, undefined);
  const latest = latestClients.get(meshes);
  const client = latest?.certificate === certificate ? latest : { certificate, hellos: new Map<string, ClientHello>() };
  if (client !== latest) latestClients.set(meshes, client);
  return getOrMake(client.hellos, sni, () => clientHello(sni, certificate, undefined));
}

const latestClients = new WeakMap<Meshes, { readonly certificate: ClientCertificate; readonly hellos: Map<string, ClientHello> }>();

const outboundsByMeshes = new WeakMap<Meshes, Outbounds["ofGateways"]>();

/** The largest number of gateways whose ways are kept. The calls of one cluster follow one another, and pass few gateways. */
const maxKept = 64;

function outboundsOfGateways(meshes: Meshes): Outbounds["ofGateways"] {
  const kept = getOrMake(outboundsByMeshes, meshes, () => new Map());
  if (kept.size > maxKept) kept.clear();
  return kept;
}
