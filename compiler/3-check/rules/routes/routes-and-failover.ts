import { entriesOf } from "../../entries.ts";
import type { Rule } from "../../rule.ts";

/** Routes divide the calls, or a failover tries clusters in order, not both. */
export const routesAndFailover: Rule = {
  code: "FED316",
  severity: "error",
  title: "both routes and failover",
  finds: `\
One entry under "consume" divides its calls by rule and weight, and also lists
clusters to try one after the other.`,
  why: `\
In Istio, weighted routes never fail over, so one local name cannot have both.
Two local names of one service can have one each.`,
  example: `\
Wrong:

  consume:
    cluster1:
      routes: [{ to: [{ cluster: cluster2 }] }]
      failover: [{ cluster: cluster2 }, { cluster: cluster3 }]

Right:

  consume:
    cluster1:
      failover: [{ cluster: cluster2 }, { cluster: cluster3 }]`,
  check({ file, at, report }) {
    for (const { key, entry, service } of entriesOf(file).consumes)
      if (entry.routes && entry.failover)
        report({
          at: at.key(entry, "failover"),
          message: `\`${key}\` consumes \`${service}\` with both \`routes\` and \`failover\``,
          related: { at: at.key(entry, "routes"), message: "the routes" },
          help: "keep one of the two",
        });
  },
};
