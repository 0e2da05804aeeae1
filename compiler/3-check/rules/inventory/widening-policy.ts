import { gatewayPort } from "../../../2-resolve/cluster.ts";
import { isOwnObject } from "../../../inventory/ownership.ts";
import { policiesFor } from "../../../inventory/policy-decision.ts";
import { listIn, textIn, textsIn } from "../../../inventory/standing-object.ts";
import { gatewayPlace } from "../../gateway-place.ts";
import { warning } from "../../rule.ts";

export const wideningPolicy = warning("FED637", "policy of others that holds at the gateways", {
  finds: `\
An ALLOW or CUSTOM AuthorizationPolicy in the cluster's dump that fedc did not
write holds for the federation gateways: it lies in their namespace, or without
a fitting selector in Istio's root namespace.`,
  why: `\
What any ALLOW policy allows passes. Such a policy opens the border to calls
that the file does not grant: other methods and paths, and perhaps other
clusters.`,
  wrongLead: "Warned of: every proxy of the mesh gets it, the gateways too.",
  wrong: `\
kind: AuthorizationPolicy
metadata: { name: allow-all, namespace: istio-system }
spec: { rules: [{}] }`,
  rightLead: "Right: in the namespaces that it is meant for.",
  right: `\
kind: AuthorizationPolicy
metadata: { name: allow-all, namespace: shop }
spec: { rules: [{}] }`,
  check({ federation, inventory, at, report }) {
    for (const cluster of federation.clusters.values()) {
      const standing = inventory.of(cluster);
      if (!standing) continue;
      for (const side of ["ingress", "egress"] as const) {
        const settings = cluster[side];
        if (!settings) continue;
        const { rootNamespace } = cluster.istio;
        const policies = policiesFor(standing, { namespace: cluster.namespace, labels: settings.selector, rootNamespace });
        for (const policy of policies) {
          const action = textIn(policy.spec, "action") ?? "ALLOW";
          if (isOwnObject(policy, federation.name) || !["ALLOW", "CUSTOM"].includes(action) || !opensPort(policy.spec)) continue;
          report({
            at: gatewayPlace(at, federation, cluster, side),
            message: `\`${policy.title}\` of \`${cluster.name}\` holds at the ${side} gateway, and may let calls pass that the file does not grant`,
            related: { at: policy.at, message: "written by somebody else" },
            help: "move it to the namespaces that it is meant for, or give it a selector that does not choose the gateways",
          });
        }
      }
    }
  },
});

/** Whether some rule may be about the port of the gateways. */
function opensPort(spec: unknown): boolean {
  return listIn(spec, "rules").some((rule) => {
    const operations = listIn(rule, "to");
    return operations.length === 0 || operations.some((one) => isAboutPort(textsIn(one, "operation", "ports")));
  });
}

function isAboutPort(ports: readonly string[]): boolean {
  return ports.length === 0 || ports.includes(String(gatewayPort));
}
