import type { Call } from "../istio/call.ts";
import type { Verdict } from "../istio/verdict.ts";
import { type Intent, refused } from "./intent/intent.ts";
import type { AssertionProbes } from "./probes/asserted-calls.ts";

/** The call that breaks an assertion, if one does: any that arrives where none may, or the first where none of several ways leads in. */
export function breakingCall({ kind, calls, ends }: AssertionProbes, outcomeOf: (call: Call) => Verdict): Call | undefined {
  const arrives = calls.find((call) => reaches(kind, outcomeOf(call), ends));
  if (kind === "never") return arrives;
  return arrives ? undefined : calls[0];
}

/** What an assertion says of its calls. */
export function meantBy({ kind, ends }: AssertionProbes): Intent {
  if (kind === "never") return refused("an assertion says that it never arrives");
  const ways = ends.map(({ cluster, local, port }) => ({
    cluster: cluster.name,
    service: `${local.name}.${local.namespace}`,
    port,
    labels: {},
    share: 0,
    arrives: "must" as const,
    outsideModel: !cluster.managed,
  }));
  return { kind: "granted", ways };
}

/** How an assertion is broken, in one sentence. */
export function breach({ kind, call: { from, to } }: AssertionProbes): string {
  return kind === "never"
    ? `${from} can call ${to} so, where an assertion says never`
    : `${from} cannot call ${to} so by any of its names and routes, where an assertion says always`;
}

function reaches(kind: AssertionProbes["kind"], { outcomes }: Verdict, ends: AssertionProbes["ends"]): boolean {
  return outcomes.some(({ share, end }) => {
    if (share === 0 || end.kind === "refused") return false;
    // What a cluster lets in that configures itself, no overlay says: it can arrive as far as these reach, and whether it is refused is not theirs.
    if (end.kind === "outside") return kind === "always" && ends.some(({ cluster }) => !cluster.managed && cluster.name === end.cluster);
    return ends.some(
      ({ cluster, local, port }) => cluster.name === end.cluster && `${local.name}.${local.namespace}` === end.service && port === end.port,
    );
  });
}
