import { deploymentName, gatewayPort } from "../../2-resolve/cluster.ts";
import type { GatewaySettings } from "../../2-resolve/federation.ts";
import { type ClusterView, grantsIn } from "../cluster-view.ts";
import { type Manifest, manifest, metadata, planned } from "../manifest.ts";
import { planGatewayWorkload } from "./gateway-workload.ts";

/**
 * One of a cluster's two gateways, which Istio's injection completes. `port` is that of its Service. For an existing gateway (`deploy: false`),
 * only the objects that the federation adds: the policy that denies everything, and for egress the Service under which applications call it.
 */
export function planGatewayDeployment(
  view: ClusterView,
  side: "ingress" | "egress",
  gateway: GatewaySettings,
  port: number,
): readonly Manifest[] {
  const name = deploymentName(side);
  const about = metadata(view.home, name);
  const denyAll = planned(
    "AuthorizationPolicy",
    about,
    { selector: { matchLabels: gateway.selector } },
    "Denies every call that no other policy allows.",
  );
  const { type, annotations, nodePort } = gateway.service;
  const service = planned("Service", metadata(view.home, name, annotations), {
    type,
    selector: gateway.selector,
    ports: [{ name: "tls", port, targetPort: gatewayPort, ...(nodePort !== undefined && { nodePort }) }],
  });
  if (!gateway.deploy) return side === "egress" ? [denyAll, service] : [denyAll];
  const account = manifest({ apiVersion: "v1", kind: "ServiceAccount", metadata: about });
  return [denyAll, service, account, ...access(view, side), ...planGatewayWorkload(view, name, gateway)];
}

/** Only a gateway that terminates TLS has a key pair: in mode workloads it needs no access to Secrets. */
function access({ home, inboundGrants, outboundGrants }: ClusterView, side: "ingress" | "egress"): readonly Manifest[] {
  if (grantsIn("gateways", side === "ingress" ? inboundGrants : outboundGrants).length === 0) return [];
  const name = deploymentName(side);
  const about = metadata(home, name);
  return [
    manifest(
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "Role",
        metadata: about,
        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "watch", "list"] }],
      },
      "istiod sends key pairs only to a gateway whose service account may read Secrets in its namespace.",
    ),
    manifest({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: about,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", name, namespace: home.namespace }],
    }),
  ];
}
