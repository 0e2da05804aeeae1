import type { Allow, Cluster, Consumption, FederatedService } from "../../../2-resolve/federation.ts";
import { grouped } from "../../../2-resolve/grouped.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { entryPlace } from "../../entries.ts";
import { oncePer } from "../../once-per.ts";
import { allowsOf, oncePerEntry } from "../../resolved.ts";
import { error } from "../../rule.ts";

export const severalExposers = error("FED315", "several exposing clusters, no routes", {
  finds: `\
A cluster consumes a service that several clusters allow it, and its entry has
neither "routes" nor "failover".`,
  why: `\
If only one cluster allows a service, all calls go there. If several do, only
you can say how they share the calls, or which of them comes first.`,
  wrongLead: `Wrong, where cluster2 and cluster3 allow cluster1:`,
  wrong: `\
consume:
  cluster1: { as: reviews.default, port: 9080, ... }`,
  rightLead: `Right, by weight or by health:`,
  right: `\
  cluster1:
    as: reviews.default
    ...
    routes:
      - to:
          - { cluster: cluster2, weight: 90 }
          - { cluster: cluster3, weight: 10 }

  cluster1:
    as: reviews.default
    ...
    failover: [{ cluster: cluster2 }, { cluster: cluster3 }]`,
  check({ federation, file, at, report }) {
    const isUndecided = ({ cluster, service, written, inactive }: Consumption) =>
      cluster.managed &&
      inactive === undefined &&
      !written.routes &&
      !written.failover &&
      (allowsByConsumer(service).get(cluster)?.length ?? 0) > 1;
    for (const { cluster, service, written } of oncePerEntry(federation, isUndecided)) {
      const allows = allowsByConsumer(service).get(cluster) ?? [];
      const [, second] = allows;
      if (!second) continue;
      report({
        at: entryPlace(at, file, written),
        message: `\`${cluster.name}\` consumes \`${service.name}\` without saying which of ${quoted(allows.map(({ exposure }) => exposure.cluster.name))} it uses`,
        related: { at: at.key(second.exposure.written.allow ?? {}, second.key), message: "one of the clusters that allow it" },
        help: "write `routes` to divide the calls, or `failover` to try the clusters in order",
      });
    }
  },
});

/** The allows of a service that are in force. */
const allowsByConsumer = oncePer(
  (service: FederatedService): ReadonlyMap<Cluster, readonly Allow[]> =>
    grouped(
      allowsOf(service).filter(({ inactive }) => inactive === undefined),
      ({ consumer }) => consumer,
    ),
);
