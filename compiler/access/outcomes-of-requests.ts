import type { Caller, HttpRequest } from "../istio/call.ts";
import type { FlightOutcome } from "../istio/data-path/flight.ts";
import type { Meshes } from "../istio/data-path/meshes.ts";
import { followerOf } from "../istio/data-path/outcome-of.ts";

/** The requests of one caller; `undefined` stands for a tcp connection. */
interface Sent {
  readonly from: Caller;
  readonly requests: readonly (HttpRequest | undefined)[];
  readonly unavailable?: readonly string[];
}

/** The outcomes of each request. They are followed together, as far as proxies do the same with them. */
export function outcomesOfRequests(
  meshes: Meshes,
  { from, requests, unavailable }: Sent,
  visited: Set<string>,
): readonly (readonly FlightOutcome[])[] {
  const follow = followerOf(meshes, from, unavailable, { visited });
  if (requests.includes(undefined)) return requests.map((request) => follow(request && [request]));
  const outcomes = requests.map((): FlightOutcome[] => []);
  for (const outcome of follow(requests as readonly HttpRequest[])) {
    if (outcome.requests) for (const { index } of outcome.requests.all) outcomes[index]?.push(outcome);
    else for (const own of outcomes) own.push(outcome);
  }
  return outcomes;
}
