import type { Consumption } from "../../../2-resolve/federation.ts";
import { needsNoRoutes } from "../../../2-resolve/sole-grant.ts";
import { entryPlace } from "../../entries.ts";
import { usedNames } from "../../local-names.ts";
import { differencesBy, uniqueBy } from "../../repeats.ts";
import { grantsByWorkloads } from "../../resolved.ts";
import { error } from "../../rule.ts";

export const differentWays = error("FED395", "two ways to one service", {
  finds: `\
Two local names lead to one service of another cluster. One goes straight to
that cluster's ingress gateway ("via: direct"), the other goes through the
egress gateway.`,
  why: `\
In mode workloads, local names that lead to one service of one cluster share one
entry in the mesh. Two ways would need two entries with the same host, and only
one of them would win.`,
  wrong: `\
consume:
  a:
    - { as: bar.shop,  ..., via: direct }
    - { as: bar.depot, ... }`,
  right: `\
consume:
  a:
    - { as: bar.shop,  ..., via: direct }
    - { as: bar.depot, ..., via: direct }`,
  remark: `\
Failovers have entries of their own, so their "via" may differ. The same holds
for a full host name where every port leads to the same single cluster, without
a choice of routes, callerLabels, timeout or retries.`,
  check({ federation, file, at, report }) {
    if (grantsByWorkloads(federation).length === 0) return;
    const viaPlace = ({ written }: Consumption) => (written.via === undefined ? entryPlace(at, file, written) : at.value(written, "via"));
    // As written: an entry that waits or is not in force today may be in force tomorrow.
    const withoutRoutes = usedNames(federation).filter(({ consumptions }) => needsNoRoutes(consumptions, ({ routes }) => routes));
    const withOwnEntry = new Set<Consumption>(withoutRoutes.flatMap(({ consumptions }) => consumptions));
    for (const { consumptions, name: service } of federation.services) {
      const differences = differencesBy(
        consumptions.filter((consumption) => !withOwnEntry.has(consumption)).flatMap(sharedEntries),
        ({ consumption, exposer }) => `${consumption.cluster.name} ${exposer.name}`,
        ({ consumption }) => consumption.via,
      );
      for (const { first, repeat } of uniqueBy(differences, (pair) => pair.repeat.consumption.written))
        report({
          at: viaPlace(repeat.consumption),
          message: `\`${repeat.consumption.cluster.name}\` uses \`${service}\` of \`${repeat.exposer.name}\` by \`via: ${repeat.consumption.via}\` here, and by \`via: ${first.consumption.via}\` under another local name`,
          related: { at: viaPlace(first.consumption), message: `by \`via: ${first.consumption.via}\`` },
          help: "write the same `via` for both",
        });
    }
  },
});

/** The exposers that a consumption reaches by entries that other local names share. A partner that configures itself dials as it likes. */
function sharedEntries(consumption: Consumption) {
  const { cluster, routes, failover, inactive } = consumption;
  if (inactive !== undefined || !cluster.managed || failover) return [];
  const grants = routes.flatMap(({ destinations }) => destinations.flatMap(({ grant }) => grant ?? []));
  const inForce = grants.filter((grant) => grant.mode === "workloads" && grant.inactive === undefined);
  return [...new Set(inForce.map(({ exposure }) => exposure.cluster))].map((exposer) => ({ consumption, exposer }));
}
