import { unknownPort } from "../../../2-resolve/exposed-service.ts";
import type { Consumption, Exposure } from "../../../2-resolve/federation.ts";
import { allDestinations, isLocal } from "../../../2-resolve/routes-in-force.ts";
import { exposurePlace } from "../../../2-resolve/written-places.ts";
import { entryPlace } from "../../entries.ts";
import { uniqueBy } from "../../repeats.ts";
import { consumptionsOf } from "../../resolved.ts";
import { error } from "../../rule.ts";

export const localPort = error("FED371", "no port for a local name", {
  finds: `\
A "consume" entry has no "port", and the exposed Services that it leads to have
several ports, or it leads to no exposed Service, or to one of a partner with
"managed: false" that does not say its port.`,
  why: `\
A local name has the port of the exposed Service unless the entry says another.
If the exposing clusters differ, applications would not know which one to call.`,
  wrongLead: `Wrong, where the clusters of servers expose different ports:`,
  wrong: `\
consume:
  cluster1: { as: ratings.default, …, failover: servers }`,
  right: `\
consume:
  cluster1: { as: ratings.default, port: 80, …, failover: servers }`,
  check({ federation, file, at, report }) {
    // An entry that leads nowhere is another mistake, or waits for a cluster to expose the service.
    const open = consumptionsOf(federation).filter(
      (consumption) =>
        consumption.port === undefined && consumption.cluster.managed && consumption.inactive === undefined && leadsSomewhere(consumption),
    );
    for (const consumption of uniqueBy(open, ({ written }) => written)) {
      const { service, cluster, key, written } = consumption;
      const ports = differentPorts(consumption);
      const [first, second] = ports;
      const untold = ports.find(isUntold);
      const who = key === cluster.name ? `\`${key}\`` : `\`${cluster.name}\` of the group \`${key}\``;
      report({
        at: entryPlace(at, file, written),
        message: untold
          ? `${who} consumes \`${service.name}\` without \`port\`, and \`${untold.cluster.name}\` does not say at which port its Service is`
          : first && second
            ? `${who} consumes \`${service.name}\` without \`port\`: \`${first.cluster.name}\` exposes port ${first.port}, \`${second.cluster.name}\` port ${second.port}`
            : `${who} consumes \`${service.name}\` without \`port\`, and no cluster that it leads to exposes one`,
        ...(second && !untold && { related: { at: exposurePlace(at, second), message: "another port" } }),
        help: "write the `port` of the local name",
      });
    }
  },
});

function leadsSomewhere(consumption: Consumption): boolean {
  const destinations = allDestinations(consumption);
  const ports = differentPorts(consumption);
  return ports.length > 1 || ports.some(isUntold) || (destinations.length > 0 && destinations.every(isLocal));
}

/** Of a managed cluster, FED470 reports it. */
function isUntold({ cluster, port }: Exposure): boolean {
  return !cluster.managed && port === unknownPort;
}

function differentPorts(consumption: Consumption): readonly Exposure[] {
  const clusters = new Set(allDestinations(consumption).flatMap(({ cluster }) => cluster ?? []));
  return uniqueBy(
    consumption.service.exposures.filter(({ cluster }) => clusters.has(cluster)),
    ({ port }) => port,
  );
}
