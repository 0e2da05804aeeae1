import type { PlannedCall } from "../calls/call.ts";

/**
 * The calls of a scenario as a draft is to answer them. A client past its sidecar names a service as its gateways know it, and a draft has
 * names of its own there: it must still be refused where it was, in whatever way, and where it was let in nothing is asked.
 */
export function callsOfDraft(calls: readonly PlannedCall[]): readonly PlannedCall[] {
  return calls.flatMap((call) => {
    if (call.what.kind !== "tls") return call;
    const { expect } = call;
    const isLetIn =
      expect.kind !== "answer" || expect.by.length > 0 || expect.results.some((result) => /^(2|an echo|echo|OK)/.test(result));
    return isLetIn && expect.kind !== "refused" ? [] : { ...call, expect: { kind: "refused" } };
  });
}
