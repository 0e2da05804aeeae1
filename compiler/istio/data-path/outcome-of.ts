import type { Call, Caller, HttpRequest } from "../call.ts";
import type { Mesh } from "../objects/mesh.ts";
import type { Outcome, Verdict } from "../verdict.ts";
import { callFrom, diallingPod } from "./caller.ts";
import { clientHello, type Flight, type ForwardedCall, leave, type Outbounds } from "./flight.ts";
import { forward } from "./forward.ts";
import { passGateway } from "./gateway.ts";
import type { Meshes } from "./meshes.ts";
import { dialledPod, reachPod } from "./workload.ts";

export interface FollowOptions {
  /** Whether to tell the hops. */
  readonly trace?: boolean;
  /** Gets the names of the clusters whose objects decide the call. A change of any other cluster does not change the result. */
  readonly visited?: Set<string>;
  /** Gets the names of the clusters in which a server with another name, signed by the right root, would get the call. */
  readonly impostors?: Set<string>;
}

/** Follows a call through the objects. */
export function outcomeOf(meshes: Meshes, { from, request, unavailable }: Call, options?: FollowOptions): Verdict {
  return followerOf(meshes, from, unavailable, options)(request);
}

/** Follows one request of a caller after the other. */
export type Follower = (request: HttpRequest | undefined) => Verdict;

/** Follows the calls of one caller through the objects. What is the same for all its requests is worked out once. */
export function followerOf(
  meshes: Meshes,
  from: Caller,
  unavailable: readonly string[] = [],
  { trace = false, visited, impostors }: FollowOptions = {},
): Follower {
  const outbounds = outboundsOf(meshes);
  const cluster = from.kind === "workload" ? from.cluster : from.at.cluster;
  const mesh = meshes.clusters.get(cluster);
  const step = mesh && firstStep(mesh, from);
  return (request) => {
    const outcomes: Outcome[] = [];
    const hops = trace ? [] : undefined;
    const flight: Flight = {
      meshes,
      outbounds,
      unavailable,
      share: 100,
      answered: false,
      hops,
      outcomes,
      visited,
      credulous: true,
      impostors,
    };
    visited?.add(cluster);
    if (!step) leave(flight, "there is no such cluster");
    else for (const forwarded of step(flight, request)) forward(forwarded);
    return { outcomes };
  };
}

/** What the first proxy does with a request. */
function firstStep(mesh: Mesh, from: Caller): (flight: Flight, request: HttpRequest | undefined) => readonly ForwardedCall[] {
  if (from.kind === "workload") {
    const pod = diallingPod(mesh, from);
    return (flight, request) => callFrom(flight, pod, request);
  }
  const { at, port, sni, host, certificate } = from;
  const tls = clientHello(sni, certificate, undefined);
  const connection = (request: HttpRequest | undefined) => ({ tls, request: request && { ...request, host } });
  if ("gateway" in at) {
    const pods = mesh.gateways[at.gateway];
    return (flight, request) => passGateway(flight, mesh, pods, port, connection(request));
  }
  const pod = dialledPod(mesh, at, port);
  return (flight, request) => reachPod(flight, mesh, pod, connection(request));
}

const outboundsByMeshes = new WeakMap<Meshes, Outbounds>();

function outboundsOf(meshes: Meshes): Outbounds {
  const known = outboundsByMeshes.get(meshes) ?? new WeakMap();
  outboundsByMeshes.set(meshes, known);
  return known;
}
