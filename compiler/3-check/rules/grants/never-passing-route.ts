import type { DestinationEntry } from "../../../1-load/federation-file.ts";
import type { Grant, Route } from "../../../2-resolve/federation.ts";
import { matchObstacle } from "../../../2-resolve/granted-calls.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import type { Rule, RuleContext } from "../../rule.ts";

export const neverPassingRoute: Rule = {
  code: "FED343",
  severity: "error",
  title: "route whose calls never pass",
  finds: `\
A route sends calls to a cluster, and its "match" and the "allow" of that
cluster have no call in common. Regular expressions are not considered.`,
  why: `The cluster answers 403 to every call of this route.`,
  example: `\
Wrong: cluster2 allows GET, and the route sends POST there.

  expose:
    cluster2: { … allow: { cluster1: { methods: [GET] } } }
  consume:
    cluster1:
      routes:
        - match: { methods: [POST] }
          to: [{ cluster: cluster2 }]

Right: the exposing side allows it,

    cluster2: { … allow: { cluster1: { methods: [GET, POST] } } }

or the route leads elsewhere. A granted path "/x/*" does not include "/x": grant
both if you mean both.`,
  check({ federation, at, report }) {
    const reported = new Set<DestinationEntry>();
    for (const { consumptions, protocol } of federation.services)
      if (protocol !== "tcp")
        for (const consumption of consumptions)
          if (consumption.inactive === undefined) for (const route of consumption.routes) checkRoute(route, reported, { at, report });
  },
};

function checkRoute({ match, destinations }: Route, reported: Set<DestinationEntry>, context: Pick<RuleContext, "at" | "report">) {
  if (!match) return;
  const { at, report } = context;
  for (const { grant, weight, written } of destinations) {
    if (!grant || grant.inactive !== undefined || weight === 0 || !written || reported.has(written)) continue;
    const why = matchObstacle(match, grant.allow.alternatives);
    if (why === undefined) continue;
    reported.add(written);
    const exposer = grant.exposure.cluster.name;
    report({
      at: at.key(match, why),
      message: `\`${exposer}\` allows no call with ${why === "methods" ? "these methods" : "such a path"}, so none that this route sends there passes`,
      related: { at: allowPlace(at, grant.allow), message: `what \`${exposer}\` allows \`${grant.consumer.name}\`` },
      help: helpFor(why, match.path?.exact, grant),
    });
  }
}

function helpFor(why: "methods" | "path", exact: string | undefined, { allow }: Grant): string {
  const below = `${exact}/*`;
  if (why === "path" && exact !== undefined && allow.alternatives.some(({ paths }) => paths?.includes(below)))
    return `\`${below}\` does not include \`${exact}\`: grant both where both are meant`;
  return "grant it there, or send these calls elsewhere";
}
