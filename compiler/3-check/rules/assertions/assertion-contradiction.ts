import { grouped } from "../../../2-resolve/grouped.ts";
import { error } from "../../rule.ts";

const limits = ["caller", "at", "method", "rpc", "path"] as const;

export const assertionContradiction = error("FED387", "assertions that contradict each other", {
  afterOthers: true,
  finds: `A "never" includes an "always" of the same clusters and service.`,
  why: `\
"never" says that no such call arrives, "always" that every such call can. No
grant can satisfy both.`,
  wrong: `\
- never:  { from: cluster1, to: payments }
- always: { from: cluster1, to: payments, method: GET, path: /rates }`,
  rightLead: `Right: "never" limited to the calls that you mean.`,
  right: `\
- never:  { from: cluster1, to: payments, method: POST }
- always: { from: cluster1, to: payments, method: GET, path: /rates }`,
  check({ asserted, at, report }) {
    const calls = grouped(asserted, ({ kind, call }) => `${kind} ${call.from} ${call.to}`);
    for (const { kind, call } of asserted) {
      const nevers = kind === "always" ? calls.get(`never ${call.from} ${call.to}`) : undefined;
      const never = nevers?.find(({ call: other }) => limits.every((limit) => other[limit] === undefined || other[limit] === call[limit]));
      if (never)
        report({
          at: at.value(call, "to"),
          message: `calls from \`${call.from}\` to \`${call.to}\` must always arrive here, but another assertion says never`,
          related: { at: at.value(never.call, "to"), message: "this says never" },
          help: "limit one of the two, or remove it",
        });
    }
  },
});
