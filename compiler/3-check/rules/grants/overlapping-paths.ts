import type { Spans } from "../../../1-load/spans.ts";
import type { Allow, Exposure, Federation } from "../../../2-resolve/federation.ts";
import { exposuresAsWritten } from "../../../2-resolve/written-places.ts";
import { compare } from "../../../findings/finding.ts";
import type { Rule } from "../../rule.ts";

export const overlappingPaths: Rule = {
  code: "FED345",
  severity: "error",
  title: "paths that overlap",
  finds: `\
Two services of one exposing cluster have the same consumer, and the "path" of
one begins with the "path" of the other.`,
  why: `\
Between two gateways the prefix says which service a call is for. If one prefix
begins with another, a person or a program that reads the paths there takes
calls of one service for calls of the other. Istio does not: each service has a
host of its own, so no call reaches another service by its path.`,
  example: `\
Wrong:

  details: { … path: /books/ }
  reviews: { … path: /books/reviews/ }

Right:

  details: { … path: /books/details/ }
  reviews: { … path: /books/reviews/ }

Prefixes of different consumers, or different exposing clusters, may be the
same.`,
  check({ federation, at, report }) {
    const reported = new Set<Exposure>();
    for (const allows of allowsByPair(federation, at).values()) {
      let shorter: Allow | undefined;
      for (const allow of allows.sort((a, b) => compare(pathOf(a), pathOf(b)))) {
        if (!shorter || !pathOf(allow).startsWith(pathOf(shorter))) {
          shorter = allow;
          continue;
        }
        const { exposure } = allow;
        if (reported.has(exposure)) continue;
        reported.add(exposure);
        const [mine, other] = [exposure.service.name, shorter.exposure.service.name];
        report({
          at: at.value(exposure.written, "path"),
          message: `for \`${allow.consumer.name}\`, the prefix of \`${mine}\` lies under that of \`${other}\` in \`${exposure.cluster.name}\``,
          related: { at: at.value(shorter.exposure.written, "path"), message: `the prefix of \`${other}\`` },
          help: "choose prefixes of which none begins with another, or leave `path` out of one",
        });
      }
    }
  },
};

function allowsByPair(federation: Federation, at: Spans): Map<string, Allow[]> {
  const found = new Map<string, Allow[]>();
  for (const { path, active, allows, cluster } of exposuresAsWritten(federation, at))
    if (path !== undefined && active)
      for (const allow of allows) {
        // In mode workloads `path` is another rule's.
        if (allow.inactive !== undefined || federation.modeOf(cluster, allow.consumer) === "workloads") continue;
        const pair = `${cluster.name} ${allow.consumer.name}`;
        const others = found.get(pair);
        if (others) others.push(allow);
        else found.set(pair, [allow]);
      }
  return found;
}

function pathOf({ exposure }: Allow): string {
  return exposure.path ?? "";
}
