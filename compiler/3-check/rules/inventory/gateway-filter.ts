import { isOwnObject } from "../../../inventory/ownership.ts";
import { labelsIn, listIn, textIn } from "../../../inventory/standing-object.ts";
import { selects } from "../../../istio/objects/selects.ts";
import { gatewayPlace } from "../../gateway-place.ts";
import { warning } from "../../rule.ts";

export const gatewayFilter = warning("FED641", "EnvoyFilter on the gateways", {
  finds: `\
An EnvoyFilter in the cluster's dump changes the proxies of the federation
gateways: it lies in their namespace or in Istio's root namespace, and chooses
them.`,
  why: `\
An EnvoyFilter can change everything that a proxy does: routes, certificates,
and whether policies are asked at all. fedc's proof does not know what it does.`,
  wrongLead: "Warned of: it holds for every gateway of the mesh.",
  wrong: `\
kind: EnvoyFilter
metadata: { name: limits, namespace: istio-system }
spec: { configPatches: [{ applyTo: HTTP_FILTER, … }] }`,
  rightLead: "Right: for the gateway that it is meant for.",
  right: `\
kind: EnvoyFilter
metadata: { name: limits, namespace: istio-system }
spec:
  workloadSelector: { labels: { istio: ingressgateway } }
  configPatches: [{ applyTo: HTTP_FILTER, … }]`,
  check({ federation, inventory, at, report }) {
    for (const cluster of federation.clusters.values()) {
      const standing = inventory.of(cluster);
      if (!standing) continue;
      const filters = new Set(
        [cluster.namespace, cluster.istio.rootNamespace].flatMap((name) => standing.inNamespace(name, "EnvoyFilter")),
      );
      for (const side of ["ingress", "egress"] as const) {
        const { selector } = cluster[side] ?? {};
        for (const object of selector ? filters : []) {
          const contexts = listIn(object.spec, "configPatches").map((patch) => textIn(patch, "match", "context"));
          const isForSidecars = contexts.length > 0 && contexts.every((one) => one?.startsWith("SIDECAR"));
          if (isForSidecars || isOwnObject(object, federation.name)) continue;
          if (!selects(labelsIn(object.spec, "workloadSelector", "labels"), selector ?? {})) continue;
          report({
            at: gatewayPlace(at, federation, cluster, side),
            message: `\`${object.title}\` of \`${cluster.name}\` changes the proxies of the ${side} gateway, and fedc does not know how`,
            related: { at: object.at, message: "written by somebody else" },
            help: "give it a `workloadSelector` that does not choose this gateway, or `accept` this finding with the reason",
          });
        }
      }
    }
  },
});
