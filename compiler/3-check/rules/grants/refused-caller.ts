import type { Spans } from "../../../1-load/spans.ts";
import { meetsCaller, unionOfCallers } from "../../../2-resolve/caller-lists.ts";
import type { Consumption, Grant } from "../../../2-resolve/federation.ts";
import { allDestinations } from "../../../2-resolve/routes-in-force.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import type { Place } from "../../../findings/source.ts";
import type { Rule, RuleContext } from "../../rule.ts";

export const refusedCaller: Rule = {
  code: "FED393",
  severity: "error",
  title: "caller that the exposing cluster always refuses",
  finds: `\
In mode workloads the consuming cluster lists a caller that no alternative of
the exposing cluster's "allow" includes, even in part.`,
  why: `\
A workload may call if both halves of the grant list it, so every call of this
one would be refused. An overlap is enough: "shop/*" here and [shop/foo] there
let shop/foo through.`,
  example: `\
Wrong:

  expose:
    b: { ..., allow: { a: { methods: [GET], callers: [shop/foo] } } }
  consume:
    a: { ..., callers: [shop/foo, shop/bar] }

Right, either of:

    b: { ..., allow: { a: { methods: [GET], callers: [shop/foo, shop/bar] } } }

    a: { ..., callers: [shop/foo] }`,
  check(context) {
    const reported = new Set<string>();
    for (const { consumptions } of context.federation.services)
      for (const consumption of consumptions) {
        const { written, callers, inactive, cluster } = consumption;
        if (inactive !== undefined || !cluster.managed || written.callers === undefined || callers === "any") continue;
        for (const grant of new Set(allDestinations(consumption).flatMap((destination) => destination.grant ?? [])))
          if (grant.inactive === undefined && grant.mode === "workloads") checkCallers(callers, grant, consumption, reported, context);
      }
  },
};

function checkCallers(
  callers: readonly string[],
  { allow, exposure, consumer }: Grant,
  { service }: Consumption,
  reported: Set<string>,
  { at, report }: RuleContext,
): void {
  const lists = allow.alternatives.flatMap((alternative) => alternative.callers ?? []);
  if (lists.length === 0 || allow.alternatives.some((alternative) => alternative.callers === undefined)) return; // another rule's
  const allowed = unionOfCallers(allow.alternatives.flatMap((alternative) => (alternative.callers ? [alternative.callers] : [])));
  for (const [index, caller] of callers.entries()) {
    if (meetsCaller(allowed, caller)) continue;
    const place = at.key(callers, index);
    const key = `${place.start} ${exposure.cluster.name}`;
    if (reported.has(key)) continue;
    reported.add(key);
    report({
      at: place,
      message: `\`${exposure.cluster.name}\` lets no call of \`${caller}\` of \`${consumer.name}\` through to \`${service.name}\``,
      related: { at: listPlace(at, allow), message: "the callers that it allows" },
      help: "list the caller there too, or take it away here",
    });
  }
}

function listPlace(at: Spans, allow: Grant["allow"]): Place {
  const [only, ...others] = allow.alternatives;
  return only?.callers !== undefined && others.length === 0 ? at.key(only, "callers") : allowPlace(at, allow);
}
