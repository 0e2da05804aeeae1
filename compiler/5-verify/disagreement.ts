import type { Call } from "../istio/call.ts";
import type { Outcome, Verdict } from "../istio/verdict.ts";
import type { Granted, IntendedEnd, Intent } from "./intent/intent.ts";

/** A call for which the emitted objects do something else than federation.yaml says: a mistake of fedc's. */
export interface Disagreement {
  readonly call: Call;
  readonly expected: Intent;
  readonly found: Verdict;
  readonly sentence: string;
}

/** What of a verdict is not what is meant, in one sentence; undefined where all of it is. */
export function difference({ from }: Call, meant: Intent, { outcomes }: Verdict): string | undefined {
  if (meant.kind === "undecided") return undefined;
  const ways = meant.kind === "granted" ? meant.ways : [];
  const isStranger = from.kind === "externalClient";
  if (isStranger && meant.kind === "refused" && outcomes.some(({ end }) => end.kind !== "reached" && end.kind !== "refused"))
    return "nothing refuses it, where the federation's objects should";
  if (meant.kind === "refused" && meant.at === "handshake" && outcomes.some(({ end }) => end.kind === "refused" && end.at !== "handshake"))
    return "its TLS handshake comes about, and only what is asked then is refused";
  // Who dials a pod names no Service: several may be served by one port of it.
  const isAt = from.kind === "externalClient" && !("gateway" in from.at) ? isAtPods : isAtService;
  const stray = outcomes.find(
    (outcome) => outcome.share > 0 && outcome.end.kind === "reached" && !ways.some((flight) => isAt(flight, outcome)),
  );
  if (stray) return `it reaches ${placeOf(stray)}, which federation.yaml lets nobody do this way`;
  return meant.kind === "granted" ? missing(meant, outcomes, isAt) : undefined;
}

function missing({ ways }: Granted, outcomes: readonly Outcome[], isAt: typeof isAtService): string | undefined {
  for (const flight of ways) {
    if (flight.arrives === "may") continue;
    const share = sum(outcomes.filter((outcome) => isAt(flight, outcome)));
    const within = ways.filter((other) => isWithin(flight, other));
    const [least, most] = [sum(within.filter(({ arrives }) => arrives === "must")), sum(within)];
    // Of what no object speaks of, it is not told where it ends: what another cluster refuses by itself counts there too.
    if (share < least - tolerance || (!flight.outsideModel && share > most + tolerance))
      return `${share} percent reach ${flight.service} of ${flight.cluster}, where federation.yaml says ${share < least ? least : most}`;
  }
  return undefined;
}

/** Shares are products of whole percents. */
const tolerance = 0.01;

/** What leaves the federation's objects behind ends where no object speaks of it. */
function isAtService(flight: IntendedEnd, outcome: Outcome): boolean {
  const { end } = outcome;
  return isAtPods(flight, outcome) && (end.kind !== "reached" || (flight.service === end.service && flight.port === end.port));
}

function isAtPods(flight: IntendedEnd, { end }: Outcome): boolean {
  if (end.kind === "refused") return false;
  if (end.kind !== "reached") return flight.outsideModel;
  return flight.cluster === end.cluster && Object.entries(flight.labels).every(([key, value]) => end.labels[key] === value);
}

/** Whether all that ends at one way is among what ends at another, which chooses fewer pods or the same. */
function isWithin(wide: IntendedEnd, { cluster, service, port, labels }: IntendedEnd): boolean {
  const fewer = Object.entries(wide.labels).every(([key, value]) => labels[key] === value);
  return wide.cluster === cluster && wide.service === service && wide.port === port && fewer;
}

function placeOf({ end }: Outcome): string {
  return end.kind === "reached" ? `${end.service}:${end.port} of ${end.cluster}` : "nothing that is known";
}

function sum(parts: readonly { readonly share: number }[]): number {
  return parts.reduce((total, { share }) => total + share, 0);
}
