import type { Call } from "../call.ts";
import type { Outcome, Verdict } from "../verdict.ts";
import { callFrom } from "./caller.ts";
import { type Connection, type Flight, type ForwardedCall, leave } from "./flight.ts";
import { forward } from "./forward.ts";
import { passGateway } from "./gateway.ts";
import type { Meshes } from "./meshes.ts";
import { reachPod } from "./workload.ts";

export interface FollowOptions {
  /** Whether to tell the hops. */
  readonly trace?: boolean;
  /** Gets the names of the clusters whose objects decide the call. A change of any other cluster does not change the result. */
  readonly visited?: Set<string>;
}

/** Follows a call through the objects. */
export function outcomeOf(meshes: Meshes, call: Call, { trace = false, visited }: FollowOptions = {}): Verdict {
  const { from, unavailable = [] } = call;
  const outcomes: Outcome[] = [];
  const flight: Flight = { meshes, unavailable, share: 100, answered: false, hops: trace ? [] : undefined, outcomes, visited };
  const cluster = from.kind === "workload" ? from.cluster : from.at.cluster;
  visited?.add(cluster);
  for (const forwarded of firstStep(flight, cluster, call)) forward(forwarded);
  return { outcomes };
}

function firstStep(flight: Flight, cluster: string, { from, request }: Call): readonly ForwardedCall[] {
  const mesh = flight.meshes.clusters.get(cluster);
  if (!mesh) return leave(flight, "there is no such cluster");
  if (from.kind === "workload") return callFrom(flight, mesh, from, request);
  const { at, port, sni, host, certificate } = from;
  const connection: Connection = { tls: { sni, certificate, trust: undefined }, request: request && { ...request, host } };
  if ("gateway" in at) return passGateway(flight, mesh, mesh.gateways[at.gateway], port, connection);
  return reachPod(flight, mesh, at, port, connection);
}
