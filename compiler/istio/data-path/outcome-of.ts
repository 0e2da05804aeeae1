import type { Call } from "../call.ts";
import type { Outcome, Verdict } from "../verdict.ts";
import { callFrom } from "./caller.ts";
import { forward } from "./forward.ts";
import type { Meshes } from "./meshes.ts";
import { callOfStranger } from "./stranger.ts";
import { leave, type Way } from "./way.ts";

/** What else is wanted of a call that is followed. */
export interface Following {
  /** The hops of each way. */
  readonly trace?: boolean;
  /** Gets the names of the clusters whose objects had a say: with others as they are at another time, the same comes of the call. */
  readonly asked?: Set<string>;
}

/** What comes of a call, by the objects alone. */
export function outcomeOf(meshes: Meshes, { from, request, down = [] }: Call, following: Following = {}): Verdict {
  const { trace = false, asked } = following;
  const outcomes: Outcome[] = [];
  const way: Way = { meshes, down, share: 100, answered: false, hops: trace ? [] : undefined, outcomes, asked };
  const first = from.kind === "workload" ? from.cluster : from.at.cluster;
  asked?.add(first);
  const mesh = meshes.clusters.get(first);
  if (!mesh) leave(way, "there is no such cluster in the federation");
  else {
    const onward = from.kind === "workload" ? callFrom(way, mesh, from, request) : callOfStranger(way, mesh, from, request);
    for (const sent of onward) forward(sent);
  }
  return { outcomes };
}
