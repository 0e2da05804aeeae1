import type { Labels } from "../../../1-load/federation-file.ts";
import { gatewayPort } from "../../../2-resolve/cluster.ts";
import type { Cluster } from "../../../2-resolve/federation.ts";
import type { Place } from "../../../findings/source.ts";
import type { ClusterInventory } from "../../../inventory/cluster-inventory.ts";
import { namespaceObject } from "../../../inventory/injection.ts";
import { labelsInWords } from "../../../inventory/labels-in-words.ts";
import { blockingPolicy, type NetworkEnd } from "../../../inventory/network-policy.ts";
import { targetNumbers } from "../../../inventory/pod-template.ts";
import { listedCallers, podsOfCaller } from "../../../inventory/standing-callers.ts";
import type { StandingObject } from "../../../inventory/standing-object.ts";
import { standingService } from "../../../inventory/standing-service.ts";
import { uniqueBy } from "../../repeats.ts";
import { error } from "../../rule.ts";

export const networkPolicyInTheWay = error("FED638", "NetworkPolicy in the way", {
  finds: `\
NetworkPolicies in the cluster's dump do not let a connection through that the
federation needs: from the ingress gateway to exposed pods, from callers to the
egress gateway, or from outside to the ingress gateway.`,
  why: "The connection is dropped by the network, and callers get 503 after a while.",
  wrongLead: "Wrong, where stock-api in logistics is exposed:",
  wrong: `\
kind: NetworkPolicy
metadata: { name: default, namespace: logistics }
spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }`,
  rightLead: "Right: a second one beside it.",
  right: `\
kind: NetworkPolicy
metadata: { name: federation, namespace: logistics }
spec:
  podSelector: { matchLabels: { app: stock-api } }
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: istio-private-gateways`,
  check({ exposures, consumptions, federation, inventory, at, report }) {
    const found: { object: StandingObject; cluster: Cluster; place: Place; way: string }[] = [];
    const note = (object: StandingObject | undefined, cluster: Cluster, place: Place, way: string) => {
      if (object) found.push({ object, cluster, place, way });
    };
    for (const { cluster, local, port, targetPort, active, written } of exposures) {
      const service = active ? standingService(inventory, cluster, local, port) : undefined;
      if (!service?.port || !cluster.ingress) continue;
      const peer = gatewayEnd(service.standing, cluster, cluster.ingress.selector);
      const name = typeof service.port.targetPort === "string" ? service.port.targetPort : undefined;
      for (const { labels } of service.pods ?? []) {
        const number = targetPort ?? targetNumbers(service.port, service.pods ?? [])[0] ?? port;
        const pods = { namespace: local.namespace, labels };
        const object = blockingPolicy(service.standing, "Ingress", pods, peer, { number, name });
        note(object, cluster, at.value(written, "service"), `from the ingress gateway to \`${local.name}.${local.namespace}\``);
      }
    }
    for (const { cluster, inactive, via, written } of consumptions) {
      const standing = inventory.of(cluster);
      const { callers } = written;
      if (inactive !== undefined || !standing || !cluster.egress || via === "direct" || !Array.isArray(callers)) continue;
      const egress = gatewayEnd(standing, cluster, cluster.egress.selector);
      for (const { namespace, account, index } of listedCallers(callers)) {
        const pods = podsOfCaller(standing, { namespace, account });
        for (const { labels } of pods.length > 0 || account !== undefined ? pods : [{ labels: {} }]) {
          const object = blockingPolicy(standing, "Egress", { namespace, labels }, egress, { number: gatewayPort });
          note(object, cluster, at.value(callers as readonly string[], index), "from this caller to the egress gateway");
        }
      }
    }
    for (const cluster of federation.clusters.values()) {
      const standing = inventory.of(cluster);
      const { ingress } = cluster.written.gateways ?? {};
      if (!standing || !ingress || !cluster.ingress) continue;
      const pods = { namespace: cluster.namespace, labels: cluster.ingress.selector };
      const object = blockingPolicy(standing, "Ingress", pods, "outside", { number: gatewayPort });
      note(object, cluster, at.key(cluster.written.gateways ?? {}, "ingress"), "from other clusters to the ingress gateway");
    }
    for (const { object, cluster, place, way } of uniqueBy(found, (one) => `${one.cluster.name} ${one.object.title} ${one.way}`))
      report({
        at: place,
        message: `no NetworkPolicy of \`${cluster.name}\` lets connections through ${way}`,
        related: { at: object.at, message: "isolates these pods" },
        help: `add one that does; the gateways are in \`${cluster.namespace}\`${way.includes("outside") ? "" : ` with ${labelsInWords(gatewayLabels(cluster, way))}`}`,
      });
  },
});

function gatewayLabels({ ingress, egress }: Cluster, way: string): Labels {
  return (way.includes("egress gateway") ? egress?.selector : ingress?.selector) ?? {};
}

/** The gateways as NetworkPolicies see them. fedc gives their namespace no label of its own but those of pod security. */
function gatewayEnd(standing: ClusterInventory, { namespace }: Cluster, labels: Labels): NetworkEnd {
  const namespaceLabels = {
    ...namespaceObject(standing, namespace)?.labels,
    "kubernetes.io/metadata.name": namespace,
    "pod-security.kubernetes.io/enforce": "restricted",
  };
  return { namespace, namespaceLabels, labels };
}
