import type { GatewayEntry } from "../../../1-load/federation-file.ts";
import { quoted } from "../../quoted.ts";
import type { Rule, RuleContext } from "../../rule.ts";

export const existingGateway: Rule = {
  code: "FED319",
  severity: "error",
  title: "settings of a gateway that do not fit together",
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
  example: `\
Wrong:

  egress: { deploy: false }
  egress: { selector: { app: my-gateway } }
  egress: { deploy: false, selector: ..., serviceAccount: ..., replicas: 3 }
  egress: { replicas: { min: 5, max: 2 } }
  egress: { service: { nodePort: 30443 } }

Right:

  egress:
    deploy: false
    selector: { app: my-gateway }
    serviceAccount: my-gateway

  egress: { replicas: 3 }`,
  check(context) {
    const { file, at, report } = context;
    for (const [name, { gateways, managed }] of Object.entries(file.clusters)) {
      if (!gateways || managed === false) continue;
      for (const side of ["ingress", "egress"] as const) {
        const gateway = gateways[side];
        if (!gateway) continue;
        const whose = `the ${side} gateway of \`${name}\``;
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
            message: `\`${field}\` does nothing: ${whose} is ${yours ? "yours" : "deployed by fedc"}`,
            ...(yours && { related: { at: at.key(gateway, "deploy"), message: "said here" } }),
            help: yours ? `take \`${field}\` away` : `take \`${field}\` away, or write \`deploy: false\``,
          });
        if (!yours || side === "egress") checkDeployed(gateway, side, whose, context);
      }
    }
  },
};

type Field = "selector" | "serviceAccount" | "replicas" | "service";

/** The Service that applications dial is fedc's for an existing egress gateway too. */
const idleIfYours = { ingress: ["replicas", "service"], egress: ["replicas"] } as const;

function given(gateway: GatewayEntry, fields: readonly Field[], present: boolean): readonly Field[] {
  return fields.filter((field) => (gateway[field] !== undefined) === present);
}

/** What Kubernetes would refuse. */
function checkDeployed({ replicas, service }: GatewayEntry, side: "ingress" | "egress", whose: string, { at, report }: RuleContext): void {
  if (typeof replicas === "object" && replicas.min > replicas.max)
    report({
      at: at.value(replicas, "min"),
      message: `${whose} is to have at least ${replicas.min} pods and at most ${replicas.max}`,
      related: { at: at.value(replicas, "max"), message: "at most" },
      help: "write `min` and `max` the other way round, or raise `max`",
    });
  const type = service?.type ?? (side === "egress" ? "ClusterIP" : "LoadBalancer");
  if (service?.nodePort !== undefined && type === "ClusterIP")
    report({
      at: at.key(service, "nodePort"),
      message: `the Service of ${whose} has type ClusterIP, which has no \`nodePort\``,
      ...(service.type !== undefined && { related: { at: at.value(service, "type"), message: "said here" } }),
      help: "take `nodePort` away, or write `type: NodePort` or `type: LoadBalancer`",
    });
}
