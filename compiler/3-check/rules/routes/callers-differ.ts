import type { Consumption } from "../../../2-resolve/federation.ts";
import { sorted } from "../../../2-resolve/names.ts";
import { allDestinations, isLocal } from "../../../2-resolve/routes-in-force.ts";
import { quoted } from "../../quoted.ts";
import type { Rule } from "../../rule.ts";

/** Local names that lead to the same service of the same cluster have the same callers. */
export const callersDiffer: Rule = {
  code: "FED354",
  severity: "warning",
  title: "callers that are let through under another name too",
  finds: `\
The egress gateway knows a service of another cluster by one host, whatever
local name the caller used.`,
  why: `\
In mode workloads, so does the called workload. A
caller that is listed under one local name therefore gets through under the
others as well: the lists add up.`,
  example: `\
Warned of: depot/picker may call invoices.shared too, if it knows the name.

  amber:
    - { as: invoices.shared, … callers: [shop/clerk] }
    - { as: billing.shop,    … callers: [shop/clerk, depot/picker] }

If that is fine, leave it. Otherwise write the same list under each name. Two
lists that stay apart need two services.`,
  check({ federation, at, report }) {
    const reported = new Set<object>();
    for (const { consumptions, name } of federation.services) {
      if (consumptions.length < 2) continue;
      const first = new Map<string, Consumption>();
      for (const consumption of consumptions) {
        const { written, cluster, inactive } = consumption;
        if (inactive !== undefined || written.callers === undefined) continue;
        for (const host of hosts(consumption)) {
          const other = first.get(host);
          if (!other) first.set(host, consumption);
          else if (callersText(other) !== callersText(consumption) && !reported.has(written)) {
            reported.add(written);
            report({
              at: at.value(written, "callers"),
              message: `\`${cluster.name}\` uses \`${name}\` under ${names(other, consumption)}, so the callers of each are let through under the other`,
              related: { at: at.value(other.written, "callers"), message: "another list" },
              help: "write the same callers under both, unless that is fine",
            });
          }
        }
      }
    }
  },
};

/**
 * What those who check know the service by: a host per exposer, and at the egress gateway one for the failover group. In mode
 * workloads each exposer checks, in the same way under both hosts.
 */
function hosts(consumption: Consumption): readonly string[] {
  const { cluster, failover } = consumption;
  const remote = allDestinations(consumption).filter((destination) => !isLocal(destination));
  if (failover && !remote.some(({ grant }) => grant?.mode === "workloads")) return [`${cluster.name} failover`];
  return sorted(remote.map((destination) => `${cluster.name} to ${destination.cluster?.name}`));
}

function callersText({ callers }: Consumption): string {
  return callers === "any" ? callers : sorted(callers).join();
}

function names(a: Consumption, b: Consumption): string {
  const [one, other] = [a.written.as, b.written.as];
  return one === undefined || other === undefined || one === other ? "several names" : quoted([one, other]);
}
