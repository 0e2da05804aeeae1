import type { Grant, Route } from "../../../2-resolve/federation.ts";
import { matchObstacle } from "../../../2-resolve/granted-calls.ts";
import { allowPlace } from "../../../2-resolve/written-places.ts";
import { uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const neverPassingRoute = error("FED343", "route whose calls never pass", {
  finds: `\
A route sends calls to a cluster, and its "match" and the "allow" of that
cluster have no call in common. Regular expressions are not considered.`,
  why: `The cluster answers 403 to every call of this route.`,
  wrongLead: `Wrong: cluster2 allows GET, and the route sends POST there.`,
  wrong: `\
expose:
  cluster2: { … allow: { cluster1: { methods: [GET] } } }
consume:
  cluster1:
    routes:
      - match: { methods: [POST] }
        to: [{ cluster: cluster2 }]`,
  rightLead: `Right: the exposing side allows it,`,
  right: `  cluster2: { … allow: { cluster1: { methods: [GET, POST] } } }`,
  remark: `\
or the route leads elsewhere. A granted path "/x/*" does not include "/x": grant
both if you mean both.`,
  check({ consumptions, at, report }) {
    const blocked = consumptions
      .filter(({ inactive, service }) => inactive === undefined && service.protocol !== "tcp")
      .flatMap(({ routes }) => routes.flatMap(blockedIn));
    for (const { obstacle, match, grant } of uniqueBy(blocked, ({ written }) => written)) {
      const exposer = grant.exposure.cluster.name;
      report({
        at: at.key(match, obstacle),
        message: `\`${exposer}\` does not allow calls with ${obstacle === "methods" ? "these methods" : "such a path"}, so it refuses all that this route sends there`,
        related: { at: allowPlace(at, grant.allow), message: `what \`${exposer}\` allows \`${grant.consumer.name}\`` },
        help: helpFor(obstacle, match.path?.exact, grant),
      });
    }
  },
});

/** The destinations of a route that allow none of its calls. */
function blockedIn({ match, destinations }: Route) {
  return destinations.flatMap(({ grant, weight, written }) => {
    if (!match || !written || !grant || grant.inactive !== undefined || weight === 0) return [];
    const obstacle = matchObstacle(match, grant.allow.alternatives);
    return obstacle === undefined ? [] : { obstacle, match, grant, written };
  });
}

function helpFor(obstacle: "methods" | "path", exact: string | undefined, { allow }: Grant): string {
  const below = `${exact}/*`;
  if (obstacle === "path" && exact !== undefined && allow.alternatives.some(({ paths }) => paths?.includes(below)))
    return `\`${below}\` does not include \`${exact}\`: grant both if you mean both`;
  return "grant it there, or send these calls elsewhere";
}
