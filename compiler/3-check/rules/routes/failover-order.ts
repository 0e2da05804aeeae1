import type { Cluster, Consumption } from "../../../2-resolve/federation.ts";
import { isLocal } from "../../../2-resolve/routes-in-force.ts";
import type { Rule } from "../../rule.ts";

/** A consumer tries a service's exposers in one order under all its names. */
export const failoverOrder: Rule = {
  code: "FED380",
  severity: "error",
  title: "two failover orders of one service",
  finds: `\
A failover is known to both sides by one host per service and consumer, and
behind one host there is one order.`,
  why: `\
Two local names of a service cannot try its
exposing clusters in different orders.`,
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
    const reported = new Set<object>();
    for (const { consumptions, name } of federation.services) {
      const first = new Map<Cluster, Consumption>();
      for (const consumption of consumptions) {
        const { cluster, failover, inactive, written } = consumption;
        if (!failover || inactive !== undefined) continue;
        const other = first.get(cluster);
        if (!other) first.set(cluster, consumption);
        else if (order(other) !== order(consumption) && !reported.has(written)) {
          reported.add(written);
          report({
            at: at.key(written, "failover"),
            message: `\`${cluster.name}\` tries the clusters that expose \`${name}\` in a different order under another local name`,
            related: { at: at.key(other.written, "failover"), message: "the other order" },
            help: "write the same destinations in the same order",
          });
        }
      }
    }
  },
};

function order({ failover = [] }: Consumption): string {
  return failover.map((destination) => (isLocal(destination) ? "." : (destination.written?.cluster ?? ""))).join();
}
