import type { Call, Caller, HttpRequest, Workload } from "../../istio/call.ts";
import { getOrMake } from "../../istio/objects/indexed.ts";

/** A request; `undefined` stands for a tcp connection. */
export type Sent = HttpRequest | undefined;

/** Calls of one caller. */
export interface Probe {
  readonly from: Caller;
  readonly requests: readonly Sent[];
  readonly unavailable?: readonly string[];
  /** Calls like the first of these, about which the objects may decide without following them. */
  readonly beside?: Beside;
}

/** Callers that send the first request of a caller in its place. */
export interface Beside {
  /** The caller itself, by shorter names of the same host. */
  readonly shorterNames: readonly Workload[];
  /** Others, whom the file lets make no such call. */
  readonly refused: readonly Workload[];
}

/** Those beside, each by itself. */
export function* probesBeside({ requests, beside }: Probe): Generator<Probe> {
  if (!beside) return;
  const first = firstOf(requests);
  for (const from of beside.shorterNames) yield { from, requests: first };
  for (const from of beside.refused) yield { from, requests: first };
}

/** A list of the first request. The same list gives the same list. */
export function firstOf(requests: readonly Sent[]): readonly Sent[] {
  return getOrMake(firsts, requests, () => requests.slice(0, 1));
}

const firsts = new WeakMap<readonly Sent[], readonly Sent[]>();

/** All probes with those beside them. */
export function* separately(probes: Iterable<Probe>): Generator<Probe> {
  for (const probe of probes) {
    const { from, requests, unavailable } = probe;
    yield probe.beside ? { from, requests, ...(unavailable && { unavailable }) } : probe;
    yield* probesBeside(probe);
  }
}

/** Each call by itself. */
export function* callsIn(probes: Iterable<Probe>): Generator<Call> {
  for (const probe of separately(probes)) for (const request of probe.requests) yield callOfProbe(probe, request);
}

/** The call with one of a probe's requests. */
export function callOfProbe({ from, unavailable }: Probe, request: Sent): Call {
  return { from, ...(request && { request }), ...(unavailable && { unavailable }) };
}
