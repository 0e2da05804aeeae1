import { exposuresOf } from "../../resolved.ts";
import { warning } from "../../rule.ts";

export const dialledNodePort = warning("FED473", "NodePort that peers do not dial", {
  finds: `\
The Service of an ingress gateway has "type: NodePort", and its "port", which
other clusters dial, is not its "nodePort". Or it has no "nodePort", so
Kubernetes chooses one.`,
  why: `\
A Service of type NodePort is reached at the address of a node and at its
nodePort, from 30000 to 32767. Other clusters dial "addresses" at "port", 15443
if nothing is said. Nothing listens there on a node.

If a load balancer of yours stands in front of the nodes, its address and port
are what others dial. Then this is right: accept the finding.`,
  wrong: `\
ingress:
  addresses: [192.0.2.21, 192.0.2.22]          # nodes
  service: { type: NodePort, nodePort: 30443 }`,
  right: `\
ingress:
  addresses: [192.0.2.21, 192.0.2.22]
  port: 30443
  service: { type: NodePort, nodePort: 30443 }`,
  remark: `\
Firewalls must let the nodePort through to the nodes. Any node answers, and its
own address is what the gateway sees as the caller's: identities do not depend
on it. If you patch externalTrafficPolicy to Local, list only the addresses of
nodes that always run a pod of the gateway.`,
  check({ federation, grants, at, report }) {
    const exposing = new Set(grants.map(({ exposure }) => exposure.cluster));
    for (const cluster of new Set(exposuresOf(federation).map((exposure) => exposure.cluster))) {
      const { name, managed, ingress, written } = cluster;
      const settings = written.gateways?.ingress?.service;
      if (!managed || !exposing.has(cluster) || !ingress?.deploy || settings?.type !== "NodePort") continue;
      if (ingress.service.nodePort === ingress.port) continue;
      const { nodePort } = ingress.service;
      report({
        at: at.value(settings, "type"),
        message:
          nodePort === undefined
            ? `other clusters dial \`${name}\` at port ${ingress.port}, and Kubernetes chooses the port of its nodes`
            : `other clusters dial \`${name}\` at port ${ingress.port}, and its nodes listen on ${nodePort}`,
        help: `write ${nodePort === undefined ? "`nodePort: 30443` here and " : ""}\`port: ${nodePort ?? 30443}\` at the gateway, or accept this if a load balancer of yours stands in front`,
      });
    }
  },
});
