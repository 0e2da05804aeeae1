import type { ConsumeEntry } from "../../../1-load/federation-file.ts";
import type { Consumption } from "../../../2-resolve/federation.ts";
import { sorted } from "../../../2-resolve/names.ts";
import { allDestinations, isLocal } from "../../../2-resolve/routes-in-force.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { differencesBy, uniqueBy } from "../../repeats.ts";
import { severalInCluster } from "../../resolved.ts";
import { warning } from "../../rule.ts";

export const callersDiffer = warning("FED354", "callers that get through under another name", {
  finds: `\
A cluster uses one service under several local names, and the lists of callers
differ.`,
  why: `\
The egress gateway knows a service of another cluster by one host, whatever
local name the caller used. In mode workloads the called workload does, too. The
lists therefore add up: a caller that is listed under one local name gets
through under the others as well.`,
  example: `\
Warned of: depot/picker may call invoices.shared too, if it knows the name.

  amber:
    - { as: invoices.shared, … callers: [shop/clerk] }
    - { as: billing.shop,    … callers: [shop/clerk, depot/picker] }

If that is fine, leave it. Otherwise write the same list under each name. If two
lists must stay apart, make two services.`,
  check({ federation, at, report }) {
    for (const service of federation.services) {
      const { name } = service;
      const listed = severalInCluster(service).filter(({ inactive, written }) => inactive === undefined && written.callers !== undefined);
      const byHost = listed.flatMap((consumption) => hosts(consumption).map((host) => ({ consumption, host })));
      const differences = differencesBy(
        byHost,
        ({ host }) => host,
        ({ consumption: { callers } }) => (callers === "any" ? callers : sorted(callers).join()),
      );
      for (const { first, repeat } of uniqueBy(differences, (pair) => pair.repeat.consumption.written)) {
        const { cluster, written } = repeat.consumption;
        const { written: other } = first.consumption;
        report({
          at: at.value(written, "callers"),
          message: `\`${cluster.name}\` uses \`${name}\` under ${names(other, written)}, so the callers of each are let through under the other`,
          related: { at: at.value(other, "callers"), message: "another list" },
          help: "write the same callers under both, unless that is fine",
        });
      }
    }
  },
});

/**
 * The hosts by which proxies that check callers know the service: one per exposer, and at the egress gateway one for the failover
 * group. In mode workloads each exposer checks, in the same way under both hosts.
 */
function hosts(consumption: Consumption): readonly string[] {
  const { cluster, failover } = consumption;
  const remote = allDestinations(consumption).filter((destination) => !isLocal(destination));
  if (failover && !remote.some(({ grant }) => grant?.mode === "workloads")) return [`${cluster.name} failover`];
  return sorted(remote.map((destination) => `${cluster.name} to ${destination.cluster?.name}`));
}

function names({ as: first }: ConsumeEntry, { as: second }: ConsumeEntry): string {
  return first === undefined || second === undefined || first === second ? "several names" : quoted([first, second]);
}
