import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { GatewaySettings } from "../../2-resolve/federation.ts";
import type { ClusterView } from "../cluster-view.ts";
import { type Manifest, metadata, planned } from "../manifest.ts";
import type { DeploymentSpec } from "../pod-objects.ts";

type Container = DeploymentSpec["template"]["spec"]["containers"][number];

/** A load balancer needs some time until it sends calls to a pod that is ready. */
const secondsUntilDialled = 10;

/** A load balancer may keep sending calls to a terminating pod for this long. Envoy accepts no more connections after 45 seconds. */
const secondsStillDialled = 30;

/** The last calls of a pod may take this long. A rollout and a drained node wait for them. */
const secondsForCalls = 90;

const draining: Container["env"] = [
  { name: "EXIT_ON_ZERO_ACTIVE_CONNECTIONS", value: "true" },
  { name: "MINIMUM_DRAIN_DURATION", value: `${secondsStillDialled}s` },
];

/** As in Istio's own gateway chart. An autoscaler needs a CPU request, and Envoy derives its number of threads from the CPU limit. */
const resources: Container["resources"] = { limits: { cpu: "2", memory: "1Gi" }, requests: { cpu: "100m", memory: "128Mi" } };

/** As in Istio's own gateway chart, with the seccomp profile that PodSecurity `restricted` requires. Injection adds the user and group. */
const securityContext: Container["securityContext"] = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

/** The pods of a gateway: how they run, how many there are, and how many may be missing at once. */
export function planGatewayWorkload({ cluster, home }: ClusterView, name: string, gateway: GatewaySettings): readonly Manifest[] {
  const about = metadata(home, name);
  const { min, max } = gateway.replicas;
  const { revision } = cluster.istio;
  const selector = { matchLabels: gateway.selector };
  const labels = {
    ...gateway.selector,
    app: name,
    version: "v1",
    "sidecar.istio.io/inject": "true",
    ...(revision !== undefined && { "istio.io/rev": revision }),
  };
  // The pods of each rollout are spread separately. A cluster with a single node still runs all of them.
  const topologySpreadConstraints = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    labelSelector: selector,
    matchLabelKeys: ["pod-template-hash"],
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway" as const,
  }));
  const deployment = planned(
    "Deployment",
    about,
    {
      minReadySeconds: secondsUntilDialled,
      ...(min === max && { replicas: min }),
      strategy: { rollingUpdate: { maxUnavailable: 0 } },
      selector,
      template: {
        metadata: { labels, annotations: { "inject.istio.io/templates": "gateway" } },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: secondsForCalls,
          ...(max > 1 && { topologySpreadConstraints }),
          containers: [
            { name: "istio-proxy", image: "auto", env: draining, ports: [{ containerPort: gatewayPort }], resources, securityContext },
          ],
        },
      },
    },
    "A terminating pod accepts calls until load balancers stop sending them, and then waits for open calls.",
    "The service account may read the key pairs, so its token is not mounted. The proxy does not need it.",
  );
  const budget = planned("PodDisruptionBudget", about, { maxUnavailable: 1, selector, unhealthyPodEvictionPolicy: "AlwaysAllow" });
  const autoscaler = planned("HorizontalPodAutoscaler", about, {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
    minReplicas: min,
    maxReplicas: max,
    metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } }],
  });
  return [deployment, ...(min > 1 ? [budget] : []), ...(min !== max ? [autoscaler] : [])];
}
