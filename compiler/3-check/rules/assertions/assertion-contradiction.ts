import type { AssertedCall } from "../../../1-load/federation-file.ts";
import { assertedCalls } from "../../asserted-calls.ts";
import { error } from "../../rule.ts";

const limits = ["caller", "at", "method", "rpc", "path"] as const;

export const assertionContradiction = error("FED387", "assertions that contradict each other", {
  afterOthers: true,
  finds: `A "never" includes an "always" of the same clusters and service.`,
  why: `\
"never" says that no such call arrives, "always" that every such call can. No
grant can satisfy both.`,
  example: `\
Wrong:

  - never:  { from: cluster1, to: payments }
  - always: { from: cluster1, to: payments, method: GET, path: /rates }

Right: "never" limited to the calls that you mean.

  - never:  { from: cluster1, to: payments, method: POST }
  - always: { from: cluster1, to: payments, method: GET, path: /rates }`,
  check({ file, at, report }) {
    const asserted = assertedCalls(file);
    const nevers = new Map<string, AssertedCall[]>();
    for (const { kind, call } of asserted) if (kind === "never") nevers.set(pairOf(call), [...(nevers.get(pairOf(call)) ?? []), call]);
    for (const { kind, call } of asserted) {
      const candidates = kind === "always" ? nevers.get(pairOf(call)) : undefined;
      const never = candidates?.find((other) => limits.every((limit) => other[limit] === undefined || other[limit] === call[limit]));
      if (never)
        report({
          at: at.value(call, "to"),
          message: `calls from \`${call.from}\` to \`${call.to}\` must always arrive here, but another assertion says never`,
          related: { at: at.value(never, "to"), message: "this says never" },
          help: "limit one of the two, or remove it",
        });
    }
  },
});

function pairOf({ from, to }: AssertedCall): string {
  return `${from} ${to}`;
}
