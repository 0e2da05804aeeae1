import { deploymentName } from "../../../2-resolve/cluster.ts";
import { seesHost, sidecarOf } from "../../../inventory/sidecar-scope.ts";
import { listedCallers, podsOfCaller } from "../../../inventory/standing-callers.ts";
import { uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const sidecarOutOfSight = error("FED632", "Sidecar that hides the gateways", {
  finds: `\
A Sidecar in the cluster's dump that decides what callers see leaves out the
egress gateway, or the namespace of the local name.`,
  why: `\
A proxy that does not see the egress gateway's Service has no endpoint for the
route to it, and calls of the local name get 503. Without the local name's
namespace it has no route.`,
  wrongLead: "Wrong, for callers of stock.default in shop:",
  wrong: `\
kind: Sidecar
metadata: { name: default, namespace: shop }
spec: { egress: [{ hosts: ["./*", "istio-system/*"] }] }`,
  right: `\
spec:
  egress:
    - hosts: ["./*", "istio-system/*", "default/*",
              "istio-private-gateways/*"]`,
  check({ consumptions, inventory, at, report }) {
    const found = consumptions.flatMap(({ cluster, as, inactive, written }) => {
      const standing = inventory.of(cluster);
      const { callers } = written;
      if (inactive !== undefined || !standing?.has("Sidecar") || !as || !Array.isArray(callers)) return [];
      const gateways = {
        namespace: cluster.namespace,
        host: `${deploymentName("egress")}.${cluster.namespace}.svc.${cluster.istio.domain}`,
      };
      return listedCallers(callers).flatMap(({ namespace, account, index }) => {
        const name = { namespace: as.namespace ?? namespace, host: as.host };
        const pods = account === undefined ? [] : podsOfCaller(standing, { namespace, account });
        const labels = pods.length > 0 ? pods.map((one) => one.labels) : [{}];
        return labels.flatMap((own) => {
          const object = sidecarOf(standing, namespace, own, cluster.istio.rootNamespace);
          const hidden = object && [gateways, name].find((one) => !seesHost(object, one.namespace, one.host));
          return object && hidden ? [{ cluster, object, hidden, place: at.value(callers as readonly string[], index) }] : [];
        });
      });
    });
    for (const { cluster, object, hidden, place } of uniqueBy(
      found,
      (one) => `${one.cluster.name} ${one.object.title} ${one.hidden.namespace}`,
    ))
      report({
        at: place,
        message: `\`${object.title}\` of \`${cluster.name}\` hides \`${hidden.host}\` from this caller`,
        related: { at: object.at, message: `does not list ${hidden.namespace}/*` },
        help: `add \`${hidden.namespace}/*\` to the \`hosts\` of its \`egress\``,
      });
  },
});
