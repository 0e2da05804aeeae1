import type { RouteEntry } from "../../../1-load/federation-file.ts";
import { entriesOf } from "../../entries.ts";
import type { Rule } from "../../rule.ts";

/** Who shares calls out over clusters knows that a cluster that is down keeps its share. */
export const weightedNoFailover: Rule = {
  code: "FED352",
  severity: "note",
  title: "weighted routes do not fail over",
  finds: `\
Istio decides by weight where a call goes and sticks to it: a cluster that is
down still gets its share, and those calls fail.`,
  why: `\
Weights are for a canary or a
move from one cluster to another; for a second place to go there is "failover":`,
  example: `\
  failover: [{ cluster: cluster2 }, { cluster: cluster3 }]

It tries the second cluster when the first does not answer, and cannot be
combined with weights for one local name. A note says so where a route has
shares for several other clusters; for shares between the local Service and one
other cluster there is no failover to choose in mode gateways.`,
  check({ file, at, report }) {
    for (const { entry, service } of entriesOf(file).consumes) {
      const shared = entry.inactive === undefined ? entry.routes?.find((route) => remoteShares(route) > 1) : undefined;
      if (!shared) continue;
      report({
        at: at.key(shared, "to"),
        message: `weighted routes do not fail over: a cluster that is down keeps its share of the calls of \`${service}\``,
        help: "nothing to do where the shares are what you want; `failover` instead of `routes` tries one cluster after the other",
      });
    }
  },
};

function remoteShares({ to }: RouteEntry): number {
  return to.filter(({ cluster, weight }) => cluster !== undefined && weight !== 0).length;
}
