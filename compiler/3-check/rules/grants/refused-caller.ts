import type { Spans } from "../../../1-load/spans.ts";
import { meetsCaller, unionOfCallers } from "../../../2-resolve/caller-lists.ts";
import type { Consumption, Grant } from "../../../2-resolve/federation.ts";
import { allDestinations } from "../../../2-resolve/routes-in-force.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import type { Place } from "../../../findings/source.ts";
import { uniqueBy } from "../../repeats.ts";
import { grantsByWorkloads } from "../../resolved.ts";
import { error } from "../../rule.ts";

export const refusedCaller = error("FED393", "caller that the exposing cluster always refuses", {
  finds: `\
In mode workloads the consuming cluster lists a caller that no alternative of
the exposing cluster's "allow" includes, even in part.`,
  why: `\
A workload may call if both halves of the grant list it, so every call of this
one would be refused. An overlap is enough: "shop/*" here and [shop/foo] there
let shop/foo through.`,
  wrong: `\
expose:
  b: { ..., allow: { a: { methods: [GET], callers: [shop/foo] } } }
consume:
  a: { ..., callers: [shop/foo, shop/bar] }`,
  rightLead: `Right, either of:`,
  right: `\
  b: { ..., allow: { a: { methods: [GET], callers: [shop/foo, shop/bar] } } }

  a: { ..., callers: [shop/foo] }`,
  check({ federation, consumptions, at, report }) {
    if (grantsByWorkloads(federation).length === 0) return;
    const refused = consumptions
      .filter(({ written, inactive, cluster }) => inactive === undefined && cluster.managed && written.callers !== undefined)
      .flatMap((consumption) => refusedCallers(consumption, at));
    for (const { place, caller, grant } of uniqueBy(refused, ({ place, grant }) => `${place.start} ${grant.exposure.cluster.name}`))
      report({
        at: place,
        message: `\`${grant.exposure.cluster.name}\` refuses every call of \`${caller}\` of \`${grant.consumer.name}\` to \`${grant.exposure.service.name}\``,
        related: { at: listPlace(at, grant.allow), message: "the callers that it allows" },
        help: "list the caller there too, or remove it here",
      });
  },
});

function refusedCallers(consumption: Consumption, at: Spans) {
  const { callers } = consumption;
  if (callers === "any") return [];
  const grants = new Set(allDestinations(consumption).flatMap(({ grant }) => grant ?? []));
  return [...grants].flatMap((grant) => {
    const lists = grant.allow.alternatives.flatMap((alternative) => (alternative.callers ? [alternative.callers] : []));
    // `callers-missing` reports an alternative without callers.
    const isComplete = lists.length > 0 && lists.length === grant.allow.alternatives.length;
    if (grant.inactive !== undefined || grant.mode !== "workloads" || !isComplete) return [];
    const allowed = unionOfCallers(lists);
    return callers.flatMap((caller, index) => (meetsCaller(allowed, caller) ? [] : { place: at.key(callers, index), caller, grant }));
  });
}

function listPlace(at: Spans, allow: Grant["allow"]): Place {
  const [first, second] = allow.alternatives;
  return first?.callers !== undefined && !second ? at.key(first, "callers") : allowPlace(at, allow);
}
