import type { Allow, Cluster } from "../../../2-resolve/federation.ts";
import { consumePlace, entriesOf } from "../../entries.ts";
import { quoted } from "../../quoted.ts";
import type { Rule } from "../../rule.ts";

export const severalExposers: Rule = {
  code: "FED315",
  severity: "error",
  title: "several exposing clusters, no routes",
  finds: `\
A cluster consumes a service that several clusters allow it, and its entry has
neither "routes" nor "failover".`,
  why: `\
If only one cluster allows a service, all calls go there. If several do, only
you can say how they share the calls, or which of them comes first.`,
  example: `\
Wrong, where cluster2 and cluster3 allow cluster1:

  consume:
    cluster1: { as: reviews.default, port: 9080, ... }

Right, by weight or by health:

    cluster1:
      as: reviews.default
      ...
      routes:
        - to:
            - { cluster: cluster2, weight: 90 }
            - { cluster: cluster3, weight: 10 }

    cluster1:
      as: reviews.default
      ...
      failover: [{ cluster: cluster2 }, { cluster: cluster3 }]`,
  check({ federation, file, at, report }) {
    const places = new Map(entriesOf(file).consumes.map((consume) => [consume.entry, consume]));
    const reported = new Set<object>();
    for (const { name, exposures, consumptions } of federation.services) {
      const offers = new Map<Cluster, Allow[]>();
      for (const { allows, active } of exposures)
        for (const allow of active ? allows : []) {
          if (allow.inactive !== undefined) continue;
          const known = offers.get(allow.consumer);
          if (known) known.push(allow);
          else offers.set(allow.consumer, [allow]);
        }
      for (const { cluster, written, inactive } of consumptions) {
        const consume = places.get(written);
        if (!consume || !cluster.managed || inactive !== undefined || written.routes || written.failover || reported.has(written)) continue;
        const [first, second, ...more] = offers.get(cluster) ?? [];
        if (!first || !second) continue;
        reported.add(written);
        report({
          at: consumePlace(at, consume),
          message: `\`${cluster.name}\` consumes \`${name}\` without saying which of ${quoted([first, second, ...more].map(({ exposure }) => exposure.cluster.name))} it uses`,
          related: { at: at.key(second.exposure.written.allow ?? {}, second.key), message: "one of those who allow it" },
          help: "write `routes`, to share the calls out, or `failover`, to try them in order",
        });
      }
    }
  },
};
