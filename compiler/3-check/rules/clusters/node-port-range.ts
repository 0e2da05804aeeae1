import type { Rule } from "../../rule.ts";

/** Kubernetes' default for `--service-node-port-range`. */
const range = { from: 30000, to: 32767 } as const;

export const nodePortRange: Rule = {
  code: "FED431",
  severity: "warning",
  title: "nodePort outside of Kubernetes' range",
  finds: `The "nodePort" of a gateway that fedc manages is below 30000 or above 32767.`,
  why: `\
Kubernetes gives Services of type NodePort a port from 30000 to 32767, unless
its API server was started with another --service-node-port-range. It refuses
every other port, and with it the whole Service of the gateway.`,
  example: `\
Refused by most clusters:

  service: { type: NodePort, nodePort: 443 }

Right:

  service: { type: NodePort, nodePort: 30443 }

Other clusters dial the "port" of the ingress gateway. This is the port of the
load balancer, or the nodePort where there is no load balancer.`,
  check({ file, at, report }) {
    for (const [name, { gateways, managed }] of Object.entries(file.clusters)) {
      if (managed === false) continue;
      for (const side of ["ingress", "egress"] as const) {
        const service = gateways?.[side]?.service;
        const port = service?.nodePort;
        if (!service || port === undefined || (port >= range.from && port <= range.to)) continue;
        report({
          at: at.value(service, "nodePort"),
          message: `Kubernetes refuses ${port} as the \`nodePort\` of the ${side} gateway of \`${name}\` unless its range was changed`,
          help: `choose a port from ${range.from} to ${range.to}`,
        });
      }
    }
  },
};
