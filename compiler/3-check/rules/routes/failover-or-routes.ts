import type { DestinationEntry } from "../../../1-load/federation-file.ts";
import { error, note, warning } from "../../rule.ts";

export const routesAndFailover = error("FED316", "both routes and failover", {
  finds: `\
One entry under "consume" divides its calls by rule and weight, and also lists
clusters to try one after the other.`,
  why: `\
In Istio, weighted routes never fail over, so one local name cannot have both.
Two local names of one service can have one each.`,
  wrong: `\
consume:
  cluster1:
    routes: [{ to: [{ cluster: cluster2 }] }]
    failover: [{ cluster: cluster2 }, { cluster: cluster3 }]`,
  right: `\
consume:
  cluster1:
    failover: [{ cluster: cluster2 }, { cluster: cluster3 }]`,
  check({ consumes, at, report }) {
    for (const { key, entry, service } of consumes)
      if (entry.routes && entry.failover)
        report({
          at: at.key(entry, "failover"),
          message: `\`${key}\` consumes \`${service}\` with both \`routes\` and \`failover\``,
          related: { at: at.key(entry, "routes"), message: "the routes" },
          help: "keep one of the two",
        });
  },
});

export const singleFailover = warning("FED379", "failover with one destination", {
  finds: `\
The list under "failover" names a single cluster, so there is nothing to fail
over to.`,
  why: `\
The calls arrive, but people who read the file, or who are called at night,
believe that there is a second cluster.`,
  wrong: `failover: [{ cluster: cluster2 }]`,
  right: `failover: [{ cluster: cluster2 }, { cluster: cluster3 }]`,
  remark: `or no "failover" at all, if there is only one cluster.`,
  check({ consumes, file, at, report }) {
    // A name that does not exist may be meant for several clusters.
    const isKnown = ({ cluster }: DestinationEntry) => cluster === undefined || Object.hasOwn(file.clusters, cluster);
    for (const { entry } of consumes)
      if (entry.failover?.length === 1 && entry.failover.every(isKnown))
        report({
          at: at.key(entry, "failover"),
          message: "this failover has one destination, so there is nothing to fail over to",
          help: "add a second destination, or leave `failover` out",
        });
  },
});

export const weightedNoFailover = note("FED352", "weighted routes do not fail over", {
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
in mode gateways, these cannot fail over. Nor is there one about subsets of one
cluster.`,
  check({ consumes, at, report }) {
    for (const { entry, service } of consumes) {
      const shared = entry.routes?.find(
        ({ to }) => new Set(to.flatMap(({ cluster, weight }) => (weight === 0 ? [] : (cluster ?? [])))).size > 1,
      );
      if (!shared || entry.inactive !== undefined) continue;
      report({
        at: at.key(shared, "to"),
        message: `weighted routes do not fail over: a cluster that is down keeps its share of the calls of \`${service}\``,
        help: "leave it if you want these shares; `failover` instead of `routes` tries one cluster after the other",
      });
    }
  },
});
