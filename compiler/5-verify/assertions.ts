import type { Call } from "../istio/call.ts";
import type { Verdict } from "../istio/verdict.ts";
import { type Intent, refused } from "./intent/intent.ts";
import type { AssertionProbes } from "./probes/asserted-calls.ts";

/** A call that breaks an assertion: for `never` one that arrives, for `always` the first if none arrives. */
export function breakingCall({ kind, calls, ends }: AssertionProbes, outcomeOf: (call: Call) => Verdict): Call | undefined {
  const arriving = calls.find((call) => arrives(kind, outcomeOf(call), ends));
  if (kind === "never") return arriving;
  return arriving ? undefined : calls[0];
}

/** What an assertion says about its calls. */
export function assertedIntent({ kind, ends }: AssertionProbes): Intent {
  if (kind === "never") return refused("an assertion says that it never arrives");
  return {
    kind: "granted",
    ends: ends.map(({ cluster, local, port }) => ({
      cluster: cluster.name,
      service: `${local.name}.${local.namespace}`,
      port,
      labels: {},
      share: 0,
      arrives: "must",
      outsideModel: !cluster.managed,
    })),
  };
}

/** How an assertion is broken, in one sentence. */
export function breach({ kind, from, to }: AssertionProbes): string {
  return kind === "never"
    ? `${from} can call ${to} so, where an assertion says never`
    : `${from} cannot call ${to} so by any of its names and routes, where an assertion says always`;
}

function arrives(kind: AssertionProbes["kind"], { outcomes }: Verdict, ends: AssertionProbes["ends"]): boolean {
  return outcomes.some(({ share, end }) => {
    if (share === 0 || end.kind === "refused") return false;
    return ends.some(({ cluster, local, port }) => {
      if (cluster.name !== end.cluster) return false;
      if (end.kind === "reached") return `${local.name}.${local.namespace}` === end.service && port === end.port;
      // The objects lead to a cluster that configures itself, and do not tell whether it refuses.
      return kind === "always" && !cluster.managed;
    });
  });
}
