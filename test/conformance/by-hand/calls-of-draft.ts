import type { PlannedCall } from "../calls/call.ts";

/**
 * The calls of a scenario as a draft is to answer them. A client past its sidecar names a service as its gateways know it, and a draft has
 * names of its own there. So of these calls only those are made whose certificate alone keeps them out.
 */
export function callsOfDraft(calls: readonly PlannedCall[]): readonly PlannedCall[] {
  return calls.filter(
    ({ what, expect }) => what.kind !== "tls" || (expect.kind === "answer" && expect.results.every((result) => result === "none")),
  );
}
