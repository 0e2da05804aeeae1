import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { GatewaySettings } from "../../2-resolve/federation.ts";
import type { ClusterView } from "../cluster-view.ts";
import { type Manifest, manifest, metadata } from "../manifest.ts";
import type { Deployment } from "../pod-objects.ts";

type Container = Deployment["spec"]["template"]["spec"]["containers"][number];

/** The pods of a gateway: how they run, how many there are, and how many may be missing at once. */
export function planGatewayWorkload(view: ClusterView, name: string, gateway: GatewaySettings): readonly Manifest[] {
  const { federation, cluster } = view;
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
  const deployment = manifest(
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: about,
      spec: {
        ...(min === max && { replicas: min }),
        minReadySeconds: secondsUntilDialled,
        strategy: { rollingUpdate: { maxUnavailable: 0 } },
        selector: { matchLabels: gateway.selector },
        template: {
          metadata: { labels, annotations: { "inject.istio.io/templates": "gateway" } },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            terminationGracePeriodSeconds: secondsForCalls,
            ...(max > 1 && { topologySpreadConstraints: spreadBy("topology.kubernetes.io/zone", "kubernetes.io/hostname", gateway) }),
            containers: [
              { name: "istio-proxy", image: "auto", env: draining, ports: [{ containerPort: gatewayPort }], resources, securityContext },
            ],
          },
        },
      },
    },
    "A terminating pod accepts calls until load balancers stop sending them, and then waits for open calls.",
    "The service account may read the key pairs, so its token is not mounted. The proxy does not need it.",
  );
  return [deployment, ...(min > 1 ? [disruptionBudget(about, gateway)] : []), ...(min !== max ? [autoscaler(about, name, gateway)] : [])];
}

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

/** The pods of each rollout are spread separately. A cluster with a single node still runs all of them. */
function spreadBy(zone: string, node: string, { selector }: GatewaySettings) {
  return [zone, node].map((topologyKey) => ({
    labelSelector: { matchLabels: selector },
    matchLabelKeys: ["pod-template-hash"],
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway" as const,
  }));
}

function disruptionBudget(about: Manifest["object"]["metadata"], { selector }: GatewaySettings): Manifest {
  return manifest({
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: about,
    spec: { maxUnavailable: 1, selector: { matchLabels: selector }, unhealthyPodEvictionPolicy: "AlwaysAllow" },
  });
}

function autoscaler(about: Manifest["object"]["metadata"], name: string, { replicas }: GatewaySettings): Manifest {
  return manifest({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: about,
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
      minReplicas: replicas.min,
      maxReplicas: replicas.max,
      metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } }],
    },
  });
}
