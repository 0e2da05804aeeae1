import type { Rule } from "../../rule.ts";

/** Kubernetes' default for `--service-node-port-range`. */
const range = { from: 30000, to: 32767 } as const;

/** A port on every node lies where Kubernetes gives such ports. */
export const nodePortRange: Rule = {
  code: "FED431",
  severity: "warning",
  title: "nodePort outside of Kubernetes' range",
  finds: `\
Kubernetes gives Services of type NodePort a port from 30000 to 32767 unless its
API server was started with another --service-node-port-range.`,
  why: `\
It refuses every
other port, and with it the whole Service of the gateway.

Refused by most clusters:`,
  example: `\
  service: { type: NodePort, nodePort: 443 }

Right:

  service: { type: NodePort, nodePort: 30443 }

What other clusters dial is "port" under the ingress gateway: it is the load
balancer's, or the nodePort where there is none.`,
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
