import { entriesOf } from "../../entries.ts";
import type { Rule } from "../../rule.ts";

/** A failover has somewhere to go. */
export const singleFailover: Rule = {
  code: "FED379",
  severity: "warning",
  title: "failover with one destination",
  finds: `\
The list under "failover" names a single cluster, so there is nothing to fail
over to.`,
  why: `\
The calls arrive, but people who read the file, or who are called at night,
believe that there is a second cluster.`,
  example: `\
Wrong:

  failover: [{ cluster: cluster2 }]

Right:

  failover: [{ cluster: cluster2 }, { cluster: cluster3 }]

or no "failover" at all, if there is only one cluster.`,
  check({ file, at, report }) {
    for (const { entry } of entriesOf(file).consumes)
      if (entry.failover?.length === 1)
        report({
          at: at.key(entry, "failover"),
          message: "this failover has one destination, so there is nothing to fail over to",
          help: "add a second destination, or leave `failover` out",
        });
  },
};
