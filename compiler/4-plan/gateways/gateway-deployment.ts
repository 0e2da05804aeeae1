import { deploymentName, gatewayPort } from "../../2-resolve/cluster.ts";
import type { GatewaySettings } from "../../2-resolve/federation.ts";
import { type ClusterView, grantsIn } from "../cluster-view.ts";
import { type Manifest, manifest, metadata } from "../manifest.ts";
import type { Service } from "../objects.ts";
import { planGatewayWorkload } from "./gateway-workload.ts";

/**
 * One of a cluster's two gateways, which Istio's injection completes. For an existing gateway (`deploy: false`), only the objects that
 * the federation adds: the policy that denies everything, and for egress the Service under which applications call it.
 */
export function planGatewayDeployment(
  view: ClusterView,
  side: "ingress" | "egress",
  gateway: GatewaySettings,
  port: number,
): readonly Manifest[] {
  const { federation, cluster } = view;
  const name = deploymentName(side);
  const about = metadata({ federation, namespace: cluster.namespace }, name);
  const denyAll = manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: about,
      spec: { selector: { matchLabels: gateway.selector } },
    },
    "Denies every call that no other policy allows.",
  );
  const service = serviceOf(view, side, gateway, port);
  if (!gateway.deploy) return side === "egress" ? [denyAll, service] : [denyAll];
  return [denyAll, service, account(view, name), ...access(view, side), ...planGatewayWorkload(view, name, gateway)];
}

function serviceOf({ federation, cluster }: ClusterView, side: "ingress" | "egress", gateway: GatewaySettings, port: number): Manifest {
  const { type, annotations, nodePort } = gateway.service;
  const object: Service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata({ federation, namespace: cluster.namespace }, deploymentName(side), annotations),
    spec: {
      type,
      selector: gateway.selector,
      ports: [{ name: "tls", port, targetPort: gatewayPort, ...(nodePort !== undefined && { nodePort }) }],
    },
  };
  return manifest(object);
}

function account({ federation, cluster }: ClusterView, name: string): Manifest {
  return manifest({ apiVersion: "v1", kind: "ServiceAccount", metadata: metadata({ federation, namespace: cluster.namespace }, name) });
}

/** Only a gateway that terminates TLS has a key pair: in mode workloads it needs no access to Secrets. */
function access({ federation, cluster, inboundGrants, outboundGrants }: ClusterView, side: "ingress" | "egress"): readonly Manifest[] {
  if (grantsIn("gateways", side === "ingress" ? inboundGrants : outboundGrants).length === 0) return [];
  const name = deploymentName(side);
  const about = metadata({ federation, namespace: cluster.namespace }, name);
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
      subjects: [{ kind: "ServiceAccount", name, namespace: cluster.namespace }],
    }),
  ];
}
