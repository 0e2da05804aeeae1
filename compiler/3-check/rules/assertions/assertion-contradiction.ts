import type { AssertedRequests } from "../../../2-resolve/asserted-requests.ts";
import { isSelected } from "../../../2-resolve/assertion.ts";
import { coversCaller } from "../../../2-resolve/caller-lists.ts";
import type { Assertion } from "../../../2-resolve/federation.ts";
import { GrantedPaths } from "../../../2-resolve/granted-calls.ts";
import { type RequiredCalls, requiredCalls } from "../../../2-resolve/required-calls.ts";
import { oncePer } from "../../once-per.ts";
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
  let related: { readonly calls: RequiredCalls; readonly nevers: readonly Assertion[] } | undefined;
  for (const calls of required) {
    // Calls of one relation come one after the other, and few assertions are about it.
    if (related?.calls.from !== calls.from || related.calls.service !== calls.service)
      related = { calls, nevers: nevers.filter((one) => isAboutRelation(one, calls)) };
    const never = related.nevers.find((one) => includes(one, calls));
    if (never) return { calls, never };
  }
  return undefined;
}

function isAboutRelation(never: Assertion, { from, service }: RequiredCalls): boolean {
  return (
    never.requests[service.protocol] !== undefined &&
    isSelected(never.from, from) &&
    isSelected(never.to, service.name) &&
    !never.exceptions.some((exception) => isSelected(exception.from, from) && isSelected(exception.to, service.name))
  );
}

/** Whether a `never` about the relation is surely about all of the calls. */
function includes(never: Assertion, { service, at, caller, method, path }: RequiredCalls): boolean {
  const requests = never.requests[service.protocol];
  return (
    requests !== undefined &&
    (never.at === "any" || (at !== undefined && never.at.has(at))) &&
    (never.callers === "any" || (caller !== undefined && coversCaller(never.callers, caller))) &&
    (!requests.methods || (method !== undefined && requests.methods.includes(method))) &&
    (!requests.paths || (path !== undefined && pathsOf(requests).covers(path)))
  );
}

const pathsOf = oncePer(({ paths }: AssertedRequests) => new GrantedPaths(paths));
