import { didYouMean } from "../../../findings/suggest.ts";
import { listedCallers, podsOfCaller } from "../../../inventory/standing-callers.ts";
import { warning } from "../../rule.ts";

export const missingAccount = warning("FED619", "caller that does not exist", {
  finds: `\
A caller under "callers" is a service account that the cluster's dump does not
have: neither as a ServiceAccount nor in any pod.`,
  why: `\
The entry lets nobody call. The caller that is meant runs under another account,
and gets 403.`,
  wrongLead: "Wrong, where the pods of web run under the account web-app:",
  wrong: `\
callers: [default/web]`,
  right: `\
callers: [default/web-app]`,
  check({ consumptions, exposures, inventory, at, report }) {
    const consuming = consumptions.flatMap(({ cluster, inactive, written: { callers } }) =>
      inactive === undefined && Array.isArray(callers) ? [{ cluster, list: callers as readonly string[] }] : [],
    );
    const protecting = exposures.flatMap(({ cluster, active, written: { protect } }) =>
      active && Array.isArray(protect?.callers) ? [{ cluster, list: protect.callers }] : [],
    );
    for (const { cluster, list } of [...consuming, ...protecting]) {
      const standing = inventory.of(cluster);
      if (!standing?.has("ServiceAccount")) continue;
      for (const { namespace, account, index } of listedCallers(list)) {
        if (account === undefined || !standing.wouldHave("ServiceAccount", namespace)) continue;
        // Every namespace has this one, whether a dump shows it or not.
        if (account === "default" || standing.find("ServiceAccount", namespace, account)) continue;
        if (podsOfCaller(standing, { namespace, account }).length > 0) continue;
        const others = standing.inNamespace(namespace, "ServiceAccount").map(({ name }) => `${namespace}/${name}`);
        report({
          at: at.value(list, index),
          message: `\`${cluster.name}\` has no service account \`${account}\` in the namespace \`${namespace}\``,
          help: didYouMean(`${namespace}/${account}`, others) ?? "name the `serviceAccountName` of the caller's pods",
        });
      }
    }
  },
});
