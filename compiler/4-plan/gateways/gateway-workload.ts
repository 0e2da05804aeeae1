import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { GatewaySettings } from "../../2-resolve/federation.ts";
import type { ClusterView } from "../cluster-view.ts";
import { type Manifest, manifest, metadata } from "../manifest.ts";
import type { Deployment } from "../pod-objects.ts";

type Container = Deployment["spec"]["template"]["spec"]["containers"][number];

/** The pods of a gateway: how they run, how many there are, and how many may be gone at once. */
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
    "A pod that ends takes calls until nobody dials it any more, and then waits for those that are open.",
    "Its account may read the key pairs, so that its token is kept out of the pod: the proxy does not need it.",
  );
  return [deployment, ...(min > 1 ? [disruptionBudget(about, gateway)] : []), ...(min !== max ? [autoscaler(about, name, gateway)] : [])];
}

/** A load balancer takes a new pod into its rotation some time after it is ready. */
const secondsUntilDialled = 10;

/** A load balancer goes on dialling a pod that ends for so long: less than the 45 seconds after which Envoy takes no more connections. */
const secondsStillDialled = 30;

/** So long may the last calls of a pod take: a rollout and a drained node wait for them. */
const secondsForCalls = 90;

const draining: Container["env"] = [
  { name: "EXIT_ON_ZERO_ACTIVE_CONNECTIONS", value: "true" },
  { name: "MINIMUM_DRAIN_DURATION", value: `${secondsStillDialled}s` },
];

/** As Istio's own gateway chart has them. No autoscaler can work without a request for CPU, and by its limit Envoy counts its threads. */
const resources: Container["resources"] = { limits: { cpu: "2", memory: "1Gi" }, requests: { cpu: "100m", memory: "128Mi" } };

/** As Istio's own gateway chart has it, and with the seccomp profile that PodSecurity `restricted` asks for. Injection adds the user and group. */
const securityContext: Container["securityContext"] = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

/** Each rollout is spread by itself, and a cluster that has no other node still runs all. */
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
