import type { FederationFile, GatewayEntry } from "../../../1-load/federation-file.ts";
import { quoted } from "../../../findings/formats/words.ts";
import { error, warning } from "../../rule.ts";

export const existingGateway = error("FED319", "settings of a gateway that do not fit together", {
  finds: `\
A gateway with "deploy: false" lacks "selector" or "serviceAccount", or a
gateway has fields that only the other kind reads. Or fedc would create what
Kubernetes refuses: replicas with "min" above "max", or "nodePort" for a Service
of type ClusterIP.`,
  why: `\
For a gateway of yours, fedc writes policies that name its pods and its account,
so it must know both. "replicas" is about what fedc deploys, and so is "service"
of an ingress gateway. A field for the other kind has no effect, and someone
would rely on it.

The Service of an egress gateway has type ClusterIP unless you write another
one. "nodePort" needs NodePort or LoadBalancer.`,
  wrong: `\
egress: { deploy: false }
egress: { selector: { app: my-gateway } }
egress: { deploy: false, selector: ..., serviceAccount: ..., replicas: 3 }
egress: { replicas: { min: 5, max: 2 } }
egress: { service: { nodePort: 30443 } }`,
  right: `\
egress:
  deploy: false
  selector: { app: my-gateway }
  serviceAccount: my-gateway

egress: { replicas: 3 }`,
  check({ file, at, report }) {
    for (const { gateway, side, whose } of managedGateways(file)) {
      const yours = gateway.deploy === false;
      const missing = yours ? given(gateway, ["selector", "serviceAccount"], false) : [];
      const idle = given(gateway, yours ? idleIfYours[side] : ["selector", "serviceAccount"], true);
      if (missing.length > 0)
        report({
          at: at.key(gateway, "deploy"),
          message: `${whose} is yours, and ${quoted(missing)} ${missing.length === 1 ? "is" : "are"} missing`,
          help: "write `selector`, the labels of its pods, and `serviceAccount`, the account they run as",
        });
      for (const field of idle)
        report({
          at: at.key(gateway, field),
          message: `\`${field}\` has no effect: ${whose} is ${yours ? "yours" : "deployed by fedc"}`,
          ...(yours && { related: { at: at.key(gateway, "deploy"), message: "set here" } }),
          help: yours ? `remove \`${field}\`` : `remove \`${field}\`, or write \`deploy: false\``,
        });
      // fedc makes the Service of an egress gateway in any case.
      if (yours && side === "ingress") continue;
      const { replicas, service } = gateway;
      if (typeof replicas === "object" && replicas.min > replicas.max)
        report({
          at: at.value(replicas, "min"),
          message: `${whose} has at least ${replicas.min} pods and at most ${replicas.max}`,
          related: { at: at.value(replicas, "max"), message: "at most" },
          help: "swap `min` and `max`, or raise `max`",
        });
      const type = service?.type ?? (side === "egress" ? "ClusterIP" : "LoadBalancer");
      if (service?.nodePort !== undefined && type === "ClusterIP")
        report({
          at: at.key(service, "nodePort"),
          message: `the Service of ${whose} has type ClusterIP, which has no \`nodePort\``,
          ...(service.type !== undefined && { related: { at: at.value(service, "type"), message: "set here" } }),
          help: "remove `nodePort`, or write `type: NodePort` or `type: LoadBalancer`",
        });
    }
  },
});

/** The gateways of the clusters that fedc manages, each with the words for it. */
function managedGateways({ clusters }: FederationFile) {
  return Object.entries(clusters).flatMap(([name, { gateways, managed }]) =>
    (["ingress", "egress"] as const).flatMap((side) => {
      const gateway = managed === false ? undefined : gateways?.[side];
      return gateway ? { gateway, side, whose: `the ${side} gateway of \`${name}\`` } : [];
    }),
  );
}

type Field = "selector" | "serviceAccount" | "replicas" | "service";

/** fedc makes the Service that applications dial for an existing egress gateway too, so `service` has an effect there. */
const idleIfYours = { ingress: ["replicas", "service"], egress: ["replicas"] } as const;

function given(gateway: GatewayEntry, fields: readonly Field[], present: boolean): readonly Field[] {
  return fields.filter((field) => (gateway[field] !== undefined) === present);
}

/** Kubernetes' default for `--service-node-port-range`. */
const range = { from: 30000, to: 32767 } as const;

export const nodePortRange = warning("FED431", "nodePort outside of Kubernetes' range", {
  finds: `The "nodePort" of a gateway that fedc manages is below 30000 or above 32767.`,
  why: `\
Kubernetes gives Services of type NodePort a port from 30000 to 32767, unless
its API server was started with another --service-node-port-range. It refuses
every other port, and with it the whole Service of the gateway.`,
  wrongLead: `Refused by most clusters:`,
  wrong: `service: { type: NodePort, nodePort: 443 }`,
  right: `service: { type: NodePort, nodePort: 30443 }`,
  remark: `\
Other clusters dial the "port" of the ingress gateway. This is the port of the
load balancer, or the nodePort where there is no load balancer.`,
  check({ file, at, report }) {
    for (const { gateway, whose } of managedGateways(file)) {
      const { nodePort = range.from } = gateway.service ?? {};
      if (gateway.service && (nodePort < range.from || nodePort > range.to))
        report({
          at: at.value(gateway.service, "nodePort"),
          message: `Kubernetes refuses ${nodePort} as the \`nodePort\` of ${whose}, unless its range was changed`,
          help: `choose a port from ${range.from} to ${range.to}`,
        });
    }
  },
});
