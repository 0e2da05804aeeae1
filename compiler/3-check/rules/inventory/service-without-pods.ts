import { labelsInWords } from "../../../inventory/labels-in-words.ts";
import { selectorOfService } from "../../../inventory/pod-template.ts";
import { standingService } from "../../../inventory/standing-service.ts";
import { warning } from "../../rule.ts";

export const serviceWithoutPods = warning("FED616", "exposed Service without pods", {
  finds: `\
No Deployment, StatefulSet, DaemonSet or Pod of the cluster's dump has the
labels that an exposed Service selects, or all of them have "replicas: 0".`,
  why: `\
Calls get 503 until there are pods. A Service whose selector is misspelled never
has any.`,
  wrongLead: "Wrong, where the pods have app: stock-api:",
  wrong: `\
kind: Service
metadata: { name: stock-api, namespace: logistics }
spec: { selector: { app: stock }, … }`,
  right: `\
kind: Service
metadata: { name: stock-api, namespace: logistics }
spec: { selector: { app: stock-api }, … }`,
  check({ exposures, inventory, at, report }) {
    for (const { cluster, local, port, active, written } of exposures) {
      const found = active ? standingService(inventory, cluster, local, port) : undefined;
      if (!found?.pods || found.pods.some(({ running }) => running)) continue;
      const scaled = found.pods.length > 0;
      report({
        at: at.value(written, "service"),
        message: `\`${local.name}.${local.namespace}\` of \`${cluster.name}\` has no pods`,
        related: { at: found.object.at, message: `selects ${labelsInWords(selectorOfService(found.object) ?? {})}` },
        help: scaled ? "what makes its pods has `replicas: 0`" : "correct the Service's selector, or deploy what it selects",
      });
    }
  },
});
