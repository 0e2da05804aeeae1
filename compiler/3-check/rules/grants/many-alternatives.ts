import type { AlternativeEntry } from "../../../1-load/federation-file.ts";
import { type Callers, callerEntries, consumersCallers, coversCaller, namespaceOf } from "../../../2-resolve/caller-lists.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import { uniqueBy } from "../../repeats.ts";
import { grantsByWorkloads } from "../../resolved.ts";
import { error } from "../../rule.ts";

const maxAlternatives = 4;

export const manyAlternatives = error("FED397", "too many alternatives for one caller", {
  finds: `More than four alternatives of a grant in mode workloads apply to one caller.`,
  why: `\
In mode workloads the called pods deny all calls that no alternative allows. A
call can miss an alternative by its method or by its path, and there is one rule
for each way to miss all alternatives of a caller. So each alternative doubles
the number of rules, and four is the most that one caller may have.`,
  wrongLead: `Wrong, with five for shop/foo:`,
  wrong: `\
allow:
  a:
    - { methods: [GET], paths: [/books/*], callers: [shop/foo] }
    - { methods: [PUT], paths: [/notes/*], callers: [shop/foo] }
    - ...`,
  rightLead: `Right: merge alternatives with the same methods or the same paths.`,
  right: `    - { methods: [GET], paths: [/books/*, /stock/*], callers: [shop/foo] }`,
  remark: `Or grant some of it by another service with the same Service behind it.`,
  check({ federation, at, report }) {
    const crowded = grantsByWorkloads(federation).flatMap((grant) => {
      const { alternatives, written } = grant.allow;
      if (alternatives.length <= maxAlternatives || grant.exposure.service.protocol === "tcp" || !Array.isArray(written)) return [];
      const caller = crowdedCaller(alternatives, consumersCallers(grant));
      return caller === undefined ? [] : { grant, written, caller };
    });
    for (const { grant, written, caller } of uniqueBy(crowded, ({ written }) => written)) {
      const applying = grant.allow.alternatives.filter(({ callers = "any" }) => coversCaller(callers, caller));
      const surplus = applying[maxAlternatives];
      if (surplus)
        report({
          at: at.key(written, written.indexOf(surplus)),
          message: `${applying.length} alternatives apply to ${caller === "any" ? "every caller" : `\`${caller}\``} of \`${grant.consumer.name}\`, but mode workloads allows at most ${maxAlternatives}`,
          related: { at: allowPlace(at, grant.allow), message: "the list" },
          help: "merge alternatives with the same methods or the same paths, or split the service",
        });
    }
  },
});

/** The first caller of both halves to which more alternatives apply than may. */
function crowdedCaller(alternatives: readonly AlternativeEntry[], granted: Callers): string | undefined {
  const counts = new Map<string, number>();
  for (const { callers = "any" } of alternatives) {
    const entries = new Set(callerEntries(callers));
    for (const entry of entries)
      if (entry === wholeNamespace(entry) || !entries.has(wholeNamespace(entry))) counts.set(entry, (counts.get(entry) ?? 0) + 1);
  }
  const countFor = (caller: string) =>
    [...new Set(["any", wholeNamespace(caller), caller])].reduce((sum, entry) => sum + (counts.get(entry) ?? 0), 0);
  const listed = new Set(callerEntries(granted));
  const both = [...counts.keys()].filter((entry) => listed.has("any") || listed.has(entry) || listed.has(wholeNamespace(entry)));
  return [...both, ...listed].find((caller) => countFor(caller) > maxAlternatives);
}

/** `shop/*` for `shop/foo`, and for itself. */
function wholeNamespace(caller: string): string {
  return caller === "any" ? caller : `${namespaceOf(caller)}/*`;
}
