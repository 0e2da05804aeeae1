import type { Call, Caller } from "../istio/call.ts";
import { selects } from "../istio/objects/selects.ts";
import type { Outcome, Verdict } from "../istio/verdict.ts";
import type { IntendedEnd, Intent } from "./intent/intent.ts";

/** A call for which the objects and federation.yaml differ: a bug of fedc. */
export interface Disagreement {
  readonly call: Call;
  readonly expected: Intent;
  readonly found: Verdict;
  /** The difference in one sentence. */
  readonly sentence: string;
}

/** How a verdict differs from an intent, in one sentence. Undefined if it does not. */
export function difference(from: Caller, expected: Intent, { outcomes }: Verdict): string | undefined {
  if (expected.kind === "undecided") return undefined;
  if (expected.kind === "refused") {
    const refusals = outcomes.flatMap(({ end }) => (end.kind === "refused" ? [end] : []));
    if (from.kind === "externalClient" && outcomes.some(({ end }) => end.kind === "outside"))
      return "nothing refuses it, where the federation's objects should";
    if (expected.at === "handshake" && refusals.some(({ at }) => at !== "handshake"))
      return "its TLS handshake succeeds, and only the request is refused";
  }
  // A client that dials a pod names no Service, and one port of a pod may serve several.
  const isAt = from.kind === "externalClient" && !("gateway" in from.at) ? isAtPods : isAtService;
  const ends = expected.kind === "granted" ? expected.ends : [];
  for (const outcome of outcomes)
    if (outcome.share > 0 && outcome.end.kind === "reached" && !ends.some((end) => isAt(end, outcome))) {
      const { service, port, cluster } = outcome.end;
      return `it reaches ${service}:${port} of ${cluster}, which federation.yaml lets nobody do this way`;
    }
  return wrongShare(ends, outcomes, isAt);
}

function wrongShare(ends: readonly IntendedEnd[], outcomes: readonly Outcome[], isAt: typeof isAtService): string | undefined {
  for (const end of ends) {
    if (end.arrives === "may") continue;
    const share = sum(outcomes.filter((outcome) => isAt(end, outcome)));
    const within = ends.filter((other) => isWithin(end, other));
    const [least, most] = [sum(within.filter(({ arrives }) => arrives === "must")), sum(within)];
    // Outcomes outside of the model are not told apart, so more of them than intended is no mistake.
    if (share < least - tolerance || (!end.outsideModel && share > most + tolerance))
      return `${share} percent reach ${end.service} of ${end.cluster}, where federation.yaml says ${share < least ? least : most}`;
  }
  return undefined;
}

/** Shares are products of whole percents. */
const tolerance = 0.01;

function isAtService(intended: IntendedEnd, outcome: Outcome): boolean {
  const { end } = outcome;
  return isAtPods(intended, outcome) && (end.kind !== "reached" || (intended.service === end.service && intended.port === end.port));
}

/** An outcome outside of the model may be any end outside of it. */
function isAtPods(intended: IntendedEnd, { end }: Outcome): boolean {
  if (end.kind !== "reached") return end.kind === "outside" && intended.outsideModel;
  return intended.cluster === end.cluster && selects(intended.labels, end.labels);
}

/** Whether all calls that end at `narrow` also end at `wide`, which chooses the same pods or more. */
function isWithin(wide: IntendedEnd, narrow: IntendedEnd): boolean {
  return (
    wide.cluster === narrow.cluster && wide.service === narrow.service && wide.port === narrow.port && selects(wide.labels, narrow.labels)
  );
}

function sum(parts: readonly { readonly share: number }[]): number {
  return parts.reduce((total, { share }) => total + share, 0);
}
