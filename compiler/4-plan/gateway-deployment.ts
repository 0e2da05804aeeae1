import { deploymentName, gatewayPort } from "../2-resolve/cluster.ts";
import type { Gateway } from "../2-resolve/federation.ts";
import type { Involvement } from "./involvement.ts";
import { type Manifest, manifest, metadata } from "./manifest.ts";
import { grantsIn } from "./modes.ts";
import type { Service } from "./objects.ts";

/**
 * One of a cluster's two gateways, made by Istio's injection. Of an existing one (`deploy: false`) only what the federation
 * adds to it: the policy that lets nothing through, and for egress the Service under which applications call it.
 */
export function planGatewayDeployment(
  involvement: Involvement,
  side: "ingress" | "egress",
  gateway: Gateway,
  port: number,
): readonly Manifest[] {
  const { federation, cluster } = involvement;
  const name = deploymentName(side);
  const about = metadata({ federation, namespace: cluster.namespace }, name);
  const denyAll = manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: about,
      spec: { selector: { matchLabels: gateway.selector } },
    },
    "Nothing passes unless another policy allows it.",
  );
  const service = serviceOf(involvement, side, gateway, port);
  if (!gateway.deploy) return side === "egress" ? [denyAll, service] : [denyAll];
  return [denyAll, service, account(involvement, name), ...access(involvement, side), ...workload(involvement, name, gateway)];
}

function serviceOf({ federation, cluster }: Involvement, side: "ingress" | "egress", gateway: Gateway, port: number): Manifest {
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

/** As Istio's own gateway chart asks for; without a request for CPU no autoscaler can work. */
const requests = { cpu: "100m", memory: "128Mi" };

function account({ federation, cluster }: Involvement, name: string): Manifest {
  return manifest({ apiVersion: "v1", kind: "ServiceAccount", metadata: metadata({ federation, namespace: cluster.namespace }, name) });
}

/** For key pairs: in mode workloads a gateway has none. */
function access({ federation, cluster, offers, wants }: Involvement, side: "ingress" | "egress"): readonly Manifest[] {
  if (grantsIn("gateways", side === "ingress" ? offers : wants).length === 0) return [];
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
      "istiod hands key pairs only to a gateway whose account may read Secrets in its namespace.",
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

function workload({ federation, cluster }: Involvement, name: string, gateway: Gateway): readonly Manifest[] {
  const about = metadata({ federation, namespace: cluster.namespace }, name);
  const { min, max } = gateway.replicas;
  const { revision } = cluster.istio;
  const labels = {
    ...gateway.selector,
    app: name,
    version: "v1",
    "sidecar.istio.io/inject": "true",
    ...(revision !== undefined && { "istio.io/rev": revision }),
  };
  const deployment = manifest({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: about,
    spec: {
      ...(min === max && { replicas: min }),
      selector: { matchLabels: gateway.selector },
      template: {
        metadata: { labels, annotations: { "inject.istio.io/templates": "gateway" } },
        spec: {
          serviceAccountName: name,
          containers: [{ name: "istio-proxy", image: "auto", ports: [{ containerPort: gatewayPort }], resources: { requests } }],
        },
      },
    },
  });
  if (min === max) return [deployment];
  const autoscaler = manifest({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: about,
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name }, minReplicas: min, maxReplicas: max },
  });
  return [deployment, autoscaler];
}
