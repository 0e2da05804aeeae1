import type { Call } from "../call.ts";
import type { Outcome, Verdict } from "../verdict.ts";
import { callFrom } from "./caller.ts";
import { forward } from "./forward.ts";
import type { Meshes } from "./meshes.ts";
import { callOfStranger } from "./stranger.ts";
import { leave, type Way } from "./way.ts";

/**
 * What comes of a call, by the objects alone. The hops of each way are told only where `trace` asks for them. A regular expression that cannot
 * be tried here is taken to want the call, or not to, as `fitsUntried` says when it is asked.
 */
export function outcomeOf(meshes: Meshes, { from, request, down = [] }: Call, { trace = false, fitsUntried = always } = {}): Verdict {
  const outcomes: Outcome[] = [];
  const way: Way = { meshes, down, fitsUntried, share: 100, answered: false, hops: trace ? [] : undefined, outcomes };
  const mesh = meshes.clusters.get(from.kind === "workload" ? from.cluster : from.at.cluster);
  if (!mesh) leave(way, "there is no such cluster in the federation");
  else {
    const onward = from.kind === "workload" ? callFrom(way, mesh, from, request) : callOfStranger(way, mesh, from, request);
    for (const sent of onward) forward(sent);
  }
  return { outcomes };
}

function always(): boolean {
  return true;
}
