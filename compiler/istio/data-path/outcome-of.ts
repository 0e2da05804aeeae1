import type { Call } from "../call.ts";
import type { Outcome, Verdict } from "../verdict.ts";
import { callFrom } from "./caller.ts";
import { callOfExternalClient } from "./external-client.ts";
import { type Flight, leave } from "./flight.ts";
import { forward } from "./forward.ts";
import type { Meshes } from "./meshes.ts";

/** What else is wanted of a call that is followed. */
export interface Following {
  /** The hops of each way. */
  readonly trace?: boolean;
  /** Gets the names of the clusters whose objects had a say: with others as they are at another time, the same comes of the call. */
  readonly visited?: Set<string>;
}

/** What comes of a call, by the objects alone. */
export function outcomeOf(meshes: Meshes, { from, request, unavailable: down = [] }: Call, following: Following = {}): Verdict {
  const { trace = false, visited } = following;
  const outcomes: Outcome[] = [];
  const flight: Flight = {
    meshes,
    unavailable: down,
    share: 100,
    answered: false,
    hops: trace ? [] : undefined,
    outcomes,
    visited: visited,
  };
  const first = from.kind === "workload" ? from.cluster : from.at.cluster;
  visited?.add(first);
  const mesh = meshes.clusters.get(first);
  if (!mesh) leave(flight, "there is no such cluster in the federation");
  else {
    const forwarded = from.kind === "workload" ? callFrom(flight, mesh, from, request) : callOfExternalClient(flight, mesh, from, request);
    for (const sent of forwarded) forward(sent);
  }
  return { outcomes };
}
