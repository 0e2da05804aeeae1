import { enumerated } from "../../../findings/formats/words.ts";
import { targetNumbers } from "../../../inventory/pod-template.ts";
import { standingService } from "../../../inventory/standing-service.ts";
import { error } from "../../rule.ts";

export const targetPort = error("FED613", "targetPort that the Service does not lead to", {
  finds: `\
"targetPort" is another port than the one to which the Service of the cluster's
dump sends calls.`,
  why: `\
Policies on pods are about this port. With a wrong one they do not hold for the
calls at all: "protect" denies nobody, and in mode workloads methods and paths
are not checked.`,
  wrongLead: "Wrong, where the Service has port 80 and targetPort 8080:",
  wrong: `\
warehouse: { service: stock-api.logistics, port: 80, targetPort: 80, … }`,
  right: `\
warehouse: { service: stock-api.logistics, port: 80, targetPort: 8080, … }`,
  check({ exposures, inventory, at, report }) {
    for (const { cluster, local, port, targetPort: written, active, written: entry } of exposures) {
      const found = active && written !== undefined ? standingService(inventory, cluster, local, port) : undefined;
      if (!found?.port) continue;
      const numbers = targetNumbers(found.port, found.pods ?? []);
      // A named port that no known pod has is not known.
      if (numbers.length === 0 || numbers.includes(written ?? 0)) continue;
      report({
        at: at.value(entry, "targetPort"),
        message: `port ${port} of \`${local.name}.${local.namespace}\` in \`${cluster.name}\` leads to ${enumerated(numbers.map(String), "or")}, not to ${written}`,
        related: { at: found.object.at, message: `its targetPort is ${found.port.targetPort}` },
        help: `write \`targetPort: ${numbers[0]}\``,
      });
    }
  },
});
