import type { Call, Caller, HttpRequest } from "../../istio/call.ts";

/** A request; `undefined` stands for a tcp connection. */
export type Sent = HttpRequest | undefined;

/** Calls of one caller. */
export interface Probe {
  readonly from: Caller;
  readonly requests: readonly Sent[];
  readonly unavailable?: readonly string[];
}

/** Each call by itself. */
export function* callsIn(probes: Iterable<Probe>): Generator<Call> {
  for (const { from, requests, unavailable } of probes)
    for (const request of requests) yield { from, ...(request && { request }), ...(unavailable && { unavailable }) };
}
