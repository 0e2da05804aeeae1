import type { AlternativeEntry } from "../../../1-load/federation-file.ts";
import { type Callers, callerEntries, consumersCallers, coversCaller, namespaceOf } from "../../../2-resolve/caller-lists.ts";
import type { Grant } from "../../../2-resolve/federation.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import type { Rule, RuleContext } from "../../rule.ts";
import { grantsByWorkloads } from "../../workload-trust.ts";

const most = 4;

export const manyAlternatives: Rule = {
  code: "FED397",
  severity: "error",
  title: "too many alternatives for one caller",
  finds: `More than four alternatives of a grant in mode workloads apply to one caller.`,
  why: `\
In mode workloads the called pods deny all calls that no alternative allows. A
call can miss an alternative by its method or by its path, and there is one rule
for each way to miss all alternatives of a caller. So each alternative doubles
the number of rules, and four is the most that one caller may have.`,
  example: `\
Wrong, with five for shop/foo:

  allow:
    a:
      - { methods: [GET], paths: [/books/*], callers: [shop/foo] }
      - { methods: [PUT], paths: [/notes/*], callers: [shop/foo] }
      - ...

Right: merge alternatives with the same methods or the same paths.

      - { methods: [GET], paths: [/books/*, /stock/*], callers: [shop/foo] }

Or grant some of it by another service with the same Service behind it.`,
  check(context) {
    const reported = new Set<object>();
    for (const grant of grantsByWorkloads(context.federation)) {
      const { allow, exposure } = grant;
      const { written, alternatives } = allow;
      if (alternatives.length <= most || exposure.service.protocol === "tcp" || typeof written === "string" || reported.has(written))
        continue;
      const caller = crowdedCaller(alternatives, consumersCallers(grant));
      if (caller === undefined) continue;
      reported.add(written);
      reportMany(grant, caller, context);
    }
  },
};

/** The first of those whom both halves list for whom more alternatives hold than may. */
function crowdedCaller(alternatives: readonly AlternativeEntry[], granted: Callers): string | undefined {
  const counts = new Map<string, number>();
  for (const { callers = "any" } of alternatives) {
    const whole = new Set(callerEntries(callers));
    for (const one of whole)
      if (one === everyoneBeside(one) || !whole.has(everyoneBeside(one))) counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  const holdFor = (caller: string) =>
    [...new Set(["any", everyoneBeside(caller), caller])].reduce((sum, entry) => sum + (counts.get(entry) ?? 0), 0);
  const listed = new Set(callerEntries(granted));
  const both = [...counts.keys()].filter((one) => listed.has("any") || listed.has(one) || listed.has(everyoneBeside(one)));
  return [...both, ...listed].find((caller) => holdFor(caller) > most);
}

/** `shop/*` for `shop/foo`, and for itself. */
function everyoneBeside(caller: string): string {
  return caller === "any" ? caller : `${namespaceOf(caller)}/*`;
}

function reportMany({ allow, consumer }: Grant, caller: string, { at, report }: RuleContext): void {
  const { written, alternatives } = allow;
  const remoteTree = alternatives.filter(({ callers = "any" }) => coversCaller(callers, caller));
  const tooMany = remoteTree[most];
  if (!tooMany || !Array.isArray(written)) return;
  report({
    at: at.key(written, written.indexOf(tooMany)),
    message: `${remoteTree.length} alternatives hold for ${caller === "any" ? "every caller" : `\`${caller}\``} of \`${consumer.name}\`, but mode workloads has room for ${most}`,
    related: { at: allowPlace(at, allow), message: "the list" },
    help: "make one of alternatives with the same methods or the same paths, or split the service",
  });
}
