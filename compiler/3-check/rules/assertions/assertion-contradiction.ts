import type { AssertedCall } from "../../../1-load/federation-file.ts";
import { assertedCalls } from "../../asserted-calls.ts";
import type { Rule } from "../../rule.ts";

const limits = ["caller", "at", "method", "rpc", "path"] as const;

/** No call is asserted both to arrive and not to. */
export const assertionContradiction: Rule = {
  code: "FED387",
  severity: "error",
  afterOthers: true,
  title: "assertions that contradict each other",
  finds: `A "never" includes an "always" of the same clusters and service.`,
  why: `\
"never" says that no such call arrives, "always" that every such call can. No
grant can satisfy both.`,
  example: `\
Wrong:

  - never:  { from: cluster1, to: payments }
  - always: { from: cluster1, to: payments, method: GET, path: /rates }

Right: "never" limited to what is meant.

  - never:  { from: cluster1, to: payments, method: POST }
  - always: { from: cluster1, to: payments, method: GET, path: /rates }`,
  check({ file, at, report }) {
    const nevers = new Map<string, AssertedCall[]>();
    const asserted = assertedCalls(file);
    for (const { kind, call } of asserted) {
      if (kind !== "never") continue;
      const others = nevers.get(`${call.from} ${call.to}`);
      if (others) others.push(call);
      else nevers.set(`${call.from} ${call.to}`, [call]);
    }
    for (const { kind, call } of asserted) {
      if (kind !== "always") continue;
      const never = nevers
        .get(`${call.from} ${call.to}`)
        ?.find((one) => limits.every((limit) => one[limit] === undefined || one[limit] === call[limit]));
      if (never)
        report({
          at: at.value(call, "to"),
          message: `calls from \`${call.from}\` to \`${call.to}\` must always arrive here, but another assertion says never`,
          related: { at: at.value(never, "to"), message: "never, as this says" },
          help: "limit one of the two, or take it away",
        });
    }
  },
};
