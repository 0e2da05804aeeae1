import type { RouteEntry } from "../../../1-load/federation-file.ts";
import { entriesOf } from "../../entries.ts";
import type { Rule } from "../../rule.ts";

/** A note: a cluster that is down keeps its share of a weighted route. */
export const weightedNoFailover: Rule = {
  code: "FED352",
  severity: "note",
  title: "weighted routes do not fail over",
  finds: `A route divides its calls between several other clusters by weight.`,
  why: `\
Istio decides by weight where a call goes and sticks to it. A cluster that is
down still gets its share, and those calls fail. Weights are for a canary or a
move from one cluster to another; "failover" gives a second place to go.`,
  example: `\
This tries the second cluster if the first does not answer, and cannot be
combined with weights for one local name:

  failover: [{ cluster: cluster2 }, { cluster: cluster3 }]

There is no note about shares between the local Service and one other cluster:
in mode gateways, these cannot fail over.`,
  check({ file, at, report }) {
    for (const { entry, service } of entriesOf(file).consumes) {
      const shared = entry.inactive === undefined ? entry.routes?.find((route) => remoteShares(route) > 1) : undefined;
      if (!shared) continue;
      report({
        at: at.key(shared, "to"),
        message: `weighted routes do not fail over: a cluster that is down keeps its share of the calls of \`${service}\``,
        help: "leave it if you want these shares; `failover` instead of `routes` tries one cluster after the other",
      });
    }
  },
};

function remoteShares({ to }: RouteEntry): number {
  return to.filter(({ cluster, weight }) => cluster !== undefined && weight !== 0).length;
}
