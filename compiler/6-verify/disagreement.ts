import type { Call } from "./call.ts";
import type { Granted, Intent, Way } from "./intent/intent.ts";
import type { Outcome, Verdict } from "./verdict.ts";

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
  const isStranger = from.kind === "stranger";
  if (isStranger && meant.kind === "refused" && outcomes.some(({ end }) => end.kind !== "reached" && end.kind !== "refused"))
    return "nothing refuses it, where the federation's objects should";
  if (meant.kind === "refused" && meant.at === "handshake" && outcomes.some(({ end }) => end.kind === "refused" && end.at !== "handshake"))
    return "its TLS handshake comes about, and only what is asked then is refused";
  // Who dials a pod names no Service: several may be served by one port of it.
  const isAt = from.kind === "stranger" && !("gateway" in from.at) ? isAtPods : isAtService;
  const stray = outcomes.find((outcome) => outcome.share > 0 && outcome.end.kind === "reached" && !ways.some((way) => isAt(way, outcome)));
  if (stray) return `it reaches ${placeOf(stray)}, which federation.yaml lets nobody do this way`;
  return meant.kind === "granted" ? missing(meant, outcomes, isAt) : undefined;
}

function missing({ ways }: Granted, outcomes: readonly Outcome[], isAt: typeof isAtService): string | undefined {
  for (const way of ways) {
    if (way.arrives === "may") continue;
    const share = sum(outcomes.filter((outcome) => isAt(way, outcome)));
    const within = ways.filter((other) => isWithin(way, other));
    const [least, most] = [sum(within.filter(({ arrives }) => arrives === "must")), sum(within)];
    // Of what no object speaks of, it is not told where it ends: what another cluster refuses by itself counts there too.
    if (share < least - tolerance || (!way.beyond && share > most + tolerance))
      return `${share} percent reach ${way.service} of ${way.cluster}, where federation.yaml says ${share < least ? least : most}`;
  }
  return undefined;
}

/** Shares are products of whole percents. */
const tolerance = 0.01;

/** What leaves the federation's objects behind ends where no object speaks of it. */
function isAtService(way: Way, outcome: Outcome): boolean {
  const { end } = outcome;
  return isAtPods(way, outcome) && (end.kind !== "reached" || (way.service === end.service && way.port === end.port));
}

function isAtPods(way: Way, { end }: Outcome): boolean {
  if (end.kind === "refused") return false;
  if (end.kind !== "reached") return way.beyond;
  return way.cluster === end.cluster && Object.entries(way.labels).every(([key, value]) => end.labels[key] === value);
}

/** Whether all that ends at one way is among what ends at another, which chooses fewer pods or the same. */
function isWithin(wide: Way, { cluster, service, port, labels }: Way): boolean {
  const fewer = Object.entries(wide.labels).every(([key, value]) => labels[key] === value);
  return wide.cluster === cluster && wide.service === service && wide.port === port && fewer;
}

function placeOf({ end }: Outcome): string {
  return end.kind === "reached" ? `${end.service}:${end.port} of ${end.cluster}` : "nothing that is known";
}

function sum(parts: readonly { readonly share: number }[]): number {
  return parts.reduce((total, { share }) => total + share, 0);
}
