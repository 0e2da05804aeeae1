import { labelsInWords } from "../../../inventory/labels-in-words.ts";
import { isOwnObject } from "../../../inventory/ownership.ts";
import { knowsPods, podTemplatesIn } from "../../../inventory/pod-template.ts";
import { labelsIn } from "../../../inventory/standing-object.ts";
import { selects } from "../../../istio/objects/selects.ts";
import { error } from "../../rule.ts";

export const gatewayWithoutPods = error("FED642", "existing gateway without pods", {
  finds: `\
A gateway with "deploy: false" has a "selector" that no pod in the gateways'
namespace has, by the cluster's dump, or runs under another service account.`,
  why: `\
The configuration of the federation would hold for no proxy. With the wrong
account, policies would not recognize the gateway.`,
  wrongLead: "Wrong, where the pods have istio: federation-ingress:",
  wrong: `\
ingress: { deploy: false, selector: { istio: ingress }, … }`,
  right: `\
ingress: { deploy: false, selector: { istio: federation-ingress }, … }`,
  check({ federation, inventory, at, report }) {
    for (const cluster of federation.clusters.values()) {
      const standing = inventory.of(cluster);
      for (const side of ["ingress", "egress"] as const) {
        const settings = cluster[side];
        const written = cluster.written.gateways?.[side];
        if (!standing || !settings || settings.deploy || !written || !knowsPods(standing)) continue;
        const pods = podTemplatesIn(standing, cluster.namespace).filter(({ labels }) => selects(settings.selector, labels));
        const other = pods.find(({ account }) => account !== settings.serviceAccount);
        const message =
          pods.length === 0
            ? `no pod in \`${cluster.namespace}\` of \`${cluster.name}\` has ${labelsInWords(settings.selector)}`
            : `the ${side} gateway of \`${cluster.name}\` runs under \`${other?.account}\`, not under \`${settings.serviceAccount}\``;
        if (pods.length > 0 && !other) continue;
        report({
          at: other && written.serviceAccount !== undefined ? at.value(written, "serviceAccount") : at.key(written, "selector"),
          message,
          ...(other && { related: { at: other.object.at, message: `its service account is ${other.account}` } }),
          help: other
            ? `write \`serviceAccount: ${other.account}\``
            : "write labels of the gateway's pods, and their namespace under `gateways.namespace`",
        });
      }
    }
  },
});

export const sharedGateway = error("FED643", "existing gateway that others use", {
  finds: `\
A gateway with "deploy: false" has pods for which the cluster's dump has a
Gateway that fedc did not write.`,
  why: `\
The federation gateways deny everything that the file does not grant, so other
traffic through these pods would end. Gateways of others may also claim the
federation's ports and hosts.`,
  wrongLead: "Wrong, where the ingress gateway of the installation is meant:",
  wrong: `\
ingress: { deploy: false, selector: { istio: ingressgateway }, … }`,
  rightLead: "Right: gateways of its own.",
  right: `\
ingress: { addresses: [192.0.2.20] }`,
  check({ federation, inventory, at, report }) {
    for (const cluster of federation.clusters.values()) {
      for (const side of ["ingress", "egress"] as const) {
        const settings = cluster[side];
        const written = cluster.written.gateways?.[side];
        if (!settings || settings.deploy || !written) continue;
        const other = inventory
          .of(cluster)
          ?.all("Gateway")
          .find((one) => !isOwnObject(one, federation.name) && selects(labelsIn(one.spec, "selector"), settings.selector));
        if (!other) continue;
        report({
          at: at.key(written, "selector"),
          message: `\`${other.title}\` of \`${cluster.name}\` is for the pods of this gateway too`,
          related: { at: other.at, message: "written by somebody else" },
          help: "leave `deploy` out, and fedc deploys gateways for the federation alone",
        });
      }
    }
  },
});
