import { quoted } from "../../../findings/formats/words.ts";
import { standingService } from "../../../inventory/standing-service.ts";
import { selects } from "../../../istio/objects/selects.ts";
import { error } from "../../rule.ts";

export const runningAccounts = error("FED617", "pods that run under another service account", {
  finds: `\
Pods behind an exposed Service, by the cluster's dump, run under a service
account that "serviceAccounts" does not name.`,
  why: `\
In mode workloads callers insist on these accounts. The TLS handshake with pods
of another account fails, and callers get 503.`,
  wrongLead: "Wrong, where the pods have serviceAccountName: stock-api:",
  wrong: `\
warehouse: { service: stock-api.logistics, serviceAccounts: [stock], … }`,
  right: `\
warehouse: { service: stock-api.logistics, serviceAccounts: [stock-api], … }`,
  check({ exposures, inventory, at, report }) {
    for (const { cluster, local, port, subset = {}, serviceAccounts, active, written } of exposures) {
      const found = active && serviceAccounts.length > 0 ? standingService(inventory, cluster, local, port) : undefined;
      const serving = found?.pods?.filter(({ labels }) => selects(subset, labels)) ?? [];
      const other = serving.find(({ account }) => !serviceAccounts.includes(account));
      if (!other) continue;
      report({
        at: at.value(written, "serviceAccounts"),
        message: `pods behind \`${local.name}.${local.namespace}\` in \`${cluster.name}\` run under \`${other.account}\``,
        related: { at: other.object.at, message: `its service account is ${other.account}` },
        help: `write ${quoted([...new Set(serving.map(({ account }) => account))])}`,
      });
    }
  },
});
