import type { Consumption } from "../../../2-resolve/federation.ts";
import { isLocal } from "../../../2-resolve/routes-in-force.ts";
import { differencesBy, uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const failoverOrder = error("FED380", "two failover orders of one service", {
  finds: `\
A cluster uses one service under two local names and tries the exposing clusters
in different orders.`,
  why: `\
Both sides know a failover by one host per service and consumer, and one host
has one order. Calls of one of the two names would go to the wrong cluster
first.`,
  example: `\
Wrong:

  consume:
    cluster1:
      - as: reviews.default
        failover: [{ cluster: cluster2 }, { cluster: cluster3 }]
      - as: reviews.shop
        failover: [{ cluster: cluster3 }, { cluster: cluster2 }]

Right: the same order in both, or two services.`,
  check({ federation, at, report }) {
    for (const { consumptions, name } of federation.services) {
      const failovers = consumptions.filter(({ failover, inactive }) => failover && inactive === undefined);
      for (const { first, repeat } of uniqueBy(
        differencesBy(failovers, ({ cluster }) => cluster, order),
        (pair) => pair.repeat.written,
      ))
        report({
          at: at.key(repeat.written, "failover"),
          message: `\`${repeat.cluster.name}\` tries the clusters that expose \`${name}\` in a different order under another local name`,
          related: { at: at.key(first.written, "failover"), message: "the other order" },
          help: "write the same destinations in the same order",
        });
    }
  },
});

function order({ failover = [] }: Consumption): string {
  return failover
    .map((destination) => (isLocal(destination) ? "." : [destination.written?.cluster, destination.written?.subset].join(" ")))
    .join();
}
