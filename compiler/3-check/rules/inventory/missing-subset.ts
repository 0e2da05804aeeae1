import { labelsInWords } from "../../../inventory/labels-in-words.ts";
import { standingService } from "../../../inventory/standing-service.ts";
import { selects } from "../../../istio/objects/selects.ts";
import { error } from "../../rule.ts";

export const missingSubset = error("FED615", "subset that no pod has", {
  finds: `\
No pod behind a Service of the cluster's dump has the labels of a "subset": that
of an exposed Service, or of a "local" destination.`,
  why: "Calls to a subset without pods get 503, even if the Service has other pods.",
  wrongLead: "Wrong, where the pods have version: v1 and version: v2:",
  wrong: `\
warehouse: { service: stock-api.logistics, subset: { version: v3 }, … }`,
  right: `\
warehouse: { service: stock-api.logistics, subset: { version: v2 }, … }`,
  check({ exposures, consumptions, inventory, at, report }) {
    const exposed = exposures.flatMap(({ cluster, local, subset, active, written }) =>
      active && subset ? [{ cluster, name: local, subset, place: at.value(written, "subset") }] : [],
    );
    const local = consumptions.flatMap(({ cluster, as, create, inactive, routes, failover = [] }) =>
      inactive !== undefined || create || as?.namespace === undefined
        ? []
        : [...routes.flatMap(({ destinations }) => destinations), ...failover].flatMap(({ subset, written }) =>
            subset && written
              ? [{ cluster, name: { name: as.name, namespace: as.namespace ?? "" }, subset, place: at.key(written, "local") }]
              : [],
          ),
    );
    for (const { cluster, name, subset, place } of [...exposed, ...local]) {
      const found = standingService(inventory, cluster, name, undefined);
      if (!found?.pods || found.pods.length === 0 || found.pods.some(({ labels }) => selects(subset, labels))) continue;
      report({
        at: place,
        message: `no pod behind \`${name.name}.${name.namespace}\` in \`${cluster.name}\` has ${labelsInWords(subset)}`,
        related: { at: (found.pods[0] ?? found).object.at, message: `has ${labelsInWords(found.pods[0]?.labels ?? {})}` },
        help: "write labels of the pods that are meant",
      });
    }
  },
});
