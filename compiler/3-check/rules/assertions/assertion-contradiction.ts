import { isSelected } from "../../../2-resolve/assertion.ts";
import { coversCaller } from "../../../2-resolve/caller-lists.ts";
import type { Assertion } from "../../../2-resolve/federation.ts";
import { GrantedPaths } from "../../../2-resolve/granted-calls.ts";
import { type RequiredCalls, requiredCalls } from "../../../2-resolve/required-calls.ts";
import { error } from "../../rule.ts";

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
  check({ federation, at, report }) {
    const nevers = federation.assertions.filter(({ kind }) => kind === "never");
    for (const always of federation.assertions) {
      if (always.kind === "never" || nevers.length === 0) continue;
      const contradicted = contradictionOf(requiredCalls(always, federation), nevers);
      if (!contradicted) continue;
      const { calls, never } = contradicted;
      report({
        at: at.value(always.written, "to"),
        message: `calls from \`${calls.from}\` to \`${calls.service.name}\` must always arrive here, but another assertion says never`,
        related: { at: at.value(never.written, "to"), message: "this says never" },
        help: "limit one of the two, or remove it",
      });
    }
  },
});

function contradictionOf(required: Iterable<RequiredCalls>, nevers: readonly Assertion[]) {
  for (const calls of required) {
    const never = nevers.find((one) => includes(one, calls));
    if (never) return { calls, never };
  }
  return undefined;
}

/** Whether a `never` is surely about all of the calls. */
function includes(never: Assertion, { from, service, at, caller, method, path }: RequiredCalls): boolean {
  const requests = never.requests[service.protocol];
  return (
    requests !== undefined &&
    isSelected(never.from, from) &&
    isSelected(never.to, service.name) &&
    (never.at === "any" || (at !== undefined && never.at.has(at))) &&
    (never.callers === "any" || (caller !== undefined && coversCaller(never.callers, caller))) &&
    !never.exceptions.some((exception) => isSelected(exception.from, from) && isSelected(exception.to, service.name)) &&
    (!requests.methods || (method !== undefined && requests.methods.includes(method))) &&
    (!requests.paths || (path !== undefined && new GrantedPaths(requests.paths).covers(path)))
  );
}
