import type { Cluster } from "../../../2-resolve/federation.ts";
import { oncePerEntry } from "../../resolved.ts";
import { error } from "../../rule.ts";

export const gatewayAsCaller = error("FED482", "federation gateway as a caller", {
  finds: `\
"callers" names the service account of a gateway of the federation.`,
  why: `\
The federation's ingress gateway serves other clusters, and its egress gateway
serves local callers. If one of them may call as well, a route of yours could
pass the calls of a third cluster on. The exposing cluster has allowed your
cluster alone, and would not know who calls.`,
  wrong: `\
callers: [istio-private-gateways/istio-private-ingressgateway]`,
  right: `\
callers: [istio-system/istio-ingressgateway]   # your own ingress gateway
delegate: true`,
  remark: `\
A cluster that is to use the service consumes it from the cluster that serves
it, which allows it to that cluster.`,
  check({ federation, at, report }) {
    for (const { cluster, written } of oncePerEntry(federation, ({ cluster, callers }) => cluster.managed && callers !== "any")) {
      const { callers = "any" } = written;
      if (callers === "any") continue;
      const gateways = gatewaysOf(cluster);
      for (const [index, caller] of callers.entries()) {
        const side = gateways.get(caller);
        if (side)
          report({
            at: at.value(callers, index),
            message: `\`${caller}\` is the federation's ${side} gateway of \`${cluster.name}\`: calls do not pass through a cluster`,
            help: "remove it; for calls from outside, list your own ingress gateway and write `delegate: true`",
          });
      }
    }
  },
});

function gatewaysOf({ namespace, ingress, egress }: Cluster): ReadonlyMap<string, string> {
  const sides = [["ingress", ingress] as const, ["egress", egress] as const];
  return new Map(sides.flatMap(([side, gateway]) => (gateway ? [[`${namespace}/${gateway.serviceAccount}`, side] as const] : [])));
}
