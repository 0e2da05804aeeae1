import { labelsInWords } from "../../../inventory/labels-in-words.ts";
import { standingService } from "../../../inventory/standing-service.ts";
import { selects } from "../../../istio/objects/selects.ts";
import { error } from "../../rule.ts";

export const selectedPods = error("FED614", "selector that leaves out pods of the Service", {
  finds: `\
Some pods behind the Service, by the cluster's dump, do not have the labels of
"selector".`,
  why: `\
"selector" chooses the pods on which fedc's policies hold. Other pods behind the
Service serve the same calls without these policies: "protect" does not protect
them, and in mode workloads every partner may call them.`,
  wrongLead: "Wrong, where the pods have the labels app: stock-api, tier: back:",
  wrong: `\
warehouse: { service: stock-api.logistics, selector: { app: stock }, … }`,
  right: `\
warehouse: { service: stock-api.logistics, selector: { app: stock-api }, … }`,
  check({ exposures, inventory, at, report }) {
    for (const { cluster, local, port, selector, subset = {}, active, written } of exposures) {
      const found = active && selector ? standingService(inventory, cluster, local, port) : undefined;
      if (!selector || !found?.pods) continue;
      const serving = found.pods.filter(({ labels }) => selects(subset, labels));
      const missed = serving.find(({ labels }) => !selects(selector, labels));
      if (!missed) continue;
      const none = !serving.some(({ labels }) => selects(selector, labels));
      report({
        at: at.value(written, "selector"),
        message: `the selector chooses ${none ? "none" : "not all"} of the pods behind \`${local.name}.${local.namespace}\` in \`${cluster.name}\``,
        related: { at: missed.object.at, message: `has ${labelsInWords(missed.labels)}` },
        help: `write labels that all its pods have, such as the Service's own selector`,
      });
    }
  },
});
