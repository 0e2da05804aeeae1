/** Overlays that their owners made their own: what is theirs to change passes `fedc verify`. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  added,
  type Edit,
  egress,
  gatewaysNamespace,
  ingress,
  inPod,
  inPool,
  inService,
  pod,
  StandingOverlays,
  the,
} from "./support/standing-overlays.ts";

const test = suite("verify: customized overlays");
const overlays = await StandingOverlays.build();

const fine: readonly Edit[] = [
  ["a disruption budget", added("policy/v1", "PodDisruptionBudget", { spec: { minAvailable: 1, selector: { matchLabels: { a: "b" } } } })],
  ["a network policy", added("networking.k8s.io/v1", "NetworkPolicy", { spec: { podSelector: {} } })],
  ["tolerations", inPod((spec) => Object.assign(spec, { tolerations: [{ key: "border", operator: "Exists" }] }))],
  ["affinity", inPod((spec) => Object.assign(spec, { affinity: { nodeAffinity: { preferred: [] } }, nodeSelector: { zone: "a" } }))],
  ["spreading", inPod((spec) => Object.assign(spec, { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "zone" }] }))],
  ["a priority", inPod((spec) => Object.assign(spec, { priorityClassName: "border", terminationGracePeriodSeconds: 60 }))],
  ["a security context", inPod((spec) => Object.assign(spec, { securityContext: { runAsNonRoot: true, runAsUser: 1337 } }))],
  [
    "resources",
    inPod(({ containers: [proxy] }) => Object.assign(proxy, { resources: { requests: { cpu: "2" }, limits: { memory: "1Gi" } } })),
  ],
  [
    "a wait before the end",
    inPod(({ containers: [proxy] }) => Object.assign(proxy, { lifecycle: { preStop: { exec: { command: ["sleep", "15"] } } } })),
  ],
  [
    "a volume without keys",
    inPod((spec) => {
      spec.volumes = [{ name: "spool", emptyDir: {} }];
      spec.containers[0].volumeMounts = [{ name: "spool", mountPath: "/spool" }];
    }),
  ],
  ["replicas", (objects) => Object.assign(the(objects, `Deployment ${egress}`).spec, { replicas: 5 })],
  ["a strategy", (objects) => Object.assign(the(objects, `Deployment ${egress}`).spec, { strategy: { type: "Recreate" } })],
  ["a label of a pod", (objects) => Object.assign(the(objects, `Deployment ${egress}`).spec.template.metadata.labels, { team: "border" })],
  [
    "draining",
    (objects) =>
      Object.assign(the(objects, `Deployment ${egress}`).spec.template.metadata.annotations, {
        "proxy.istio.io/config": "terminationDrainDuration: 30s",
      }),
  ],
  [
    "labels and annotations",
    (objects) =>
      Object.assign(the(objects, "Gateway consumer-a").metadata, { labels: { team: "x" }, annotations: { "example.com/a": "b" } }),
  ],
  ["source ranges", inService({ externalTrafficPolicy: "Local", loadBalancerSourceRanges: ["198.51.100.0/24"] })],
  ["an address of the load balancer", inService({ loadBalancerIP: "198.51.100.9", sessionAffinity: "ClientIP" })],
  [
    "a status port",
    (objects) => the(objects, `Service ${ingress}`).spec.ports.unshift({ name: "status-port", port: 15021, targetPort: 15021 }),
  ],
  ["keepalive", inPool({ tcp: { tcpKeepalive: { time: "60s", interval: "20s" } } })],
  [
    "limits of connections",
    inPool({ tcp: { maxConnections: 50 }, http: { useClientProtocol: true, http2MaxRequests: 100, idleTimeout: "30s" } }),
  ],
  ["TLS 1.3", (objects) => Object.assign(the(objects, "Gateway consumer-a").spec.servers[0].tls, { minProtocolVersion: "TLSV1_3" })],
  [
    "a timeout",
    (objects) => Object.assign(the(objects, "VirtualService exposer-b").spec.http[0], { timeout: "7s", retries: { attempts: 1 } }),
  ],
  [
    "another key",
    (objects) =>
      Object.assign(the(objects, "Certificate federation-ingress").spec, {
        privateKey: { algorithm: "RSA", size: 3072 },
        duration: "720h",
      }),
  ],
  ["an autoscaler", added("autoscaling/v2", "HorizontalPodAutoscaler", { spec: { minReplicas: 2, maxReplicas: 9 } })],
  ["a monitor", added("monitoring.coreos.com/v1", "PodMonitor", { spec: {} })],
  ["a pull secret", added("v1", "Secret", { type: "kubernetes.io/dockerconfigjson", data: {} })],
  ["a Secret elsewhere", added("v1", "Secret", { stringData: { a: "b" } }, "elsewhere")],
  [
    "a name of one's own",
    added("networking.istio.io/v1", "VirtualService", { spec: { hosts: ["mine.elsewhere.svc.cluster.local"] } }, "elsewhere"),
  ],
  ["a policy elsewhere", added("security.istio.io/v1", "AuthorizationPolicy", { spec: {} }, "elsewhere")],
  [
    "a right to see pods",
    added("rbac.authorization.k8s.io/v1", "RoleBinding", {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [],
    }),
  ],
  [
    "injection of the namespace",
    (objects) =>
      Object.assign(the(objects, `Namespace ${gatewaysNamespace}`).metadata.labels, {
        "istio-injection": "enabled",
        "pod-security.kubernetes.io/enforce": "baseline",
      }),
  ],
  [
    "principals in another order, and one twice",
    (objects) => the(objects, "AuthorizationPolicy exposer-b").spec.rules[0].from[0].source.principals.push("cluster.local/ns/shop/sa/foo"),
  ],
  ["rules in another order", (objects) => the(objects, "AuthorizationPolicy exposer-b").spec.rules.reverse()],
];

for (const [what, edit] of fine)
  test(`passes: ${what}`, () => {
    const said = overlays.after("d", edit);
    assert.equal(said.failures, []);
    assert.ok(said.ok, said.text);
    assert.match(said.text, "as federation.yaml says: 4 overlays");
  });

test("passes: what a server answers, with all that it adds", () => {
  const said = overlays.after("d", (objects) => {
    for (const object of objects) {
      Object.assign(object.metadata, {
        uid: "1-2-3",
        resourceVersion: "7",
        creationTimestamp: "2026-11-21T00:00:00Z",
        managedFields: [{}],
      });
      object.status = { observedGeneration: 1 };
      if (object.kind === "Secret") {
        object.data = { "ca.crt": Buffer.from(object.stringData["ca.crt"]).toString("base64") };
        delete object.stringData;
        object.type = "Opaque";
      }
      if (object.kind === "Service") {
        Object.assign(object.spec, { clusterIP: "10.0.0.1", clusterIPs: ["10.0.0.1"], ipFamilies: ["IPv4"], sessionAffinity: "None" });
        for (const port of object.spec.ports) port.protocol = "TCP";
      }
      if (object.kind === "Deployment") {
        Object.assign(object.spec, { progressDeadlineSeconds: 600, revisionHistoryLimit: 10, strategy: { type: "RollingUpdate" } });
        Object.assign(pod(object), { restartPolicy: "Always", dnsPolicy: "ClusterFirst", serviceAccount: object.metadata.name });
      }
    }
    objects.splice(0, objects.length, { apiVersion: "v1", kind: "List", items: [...objects] });
  });
  assert.equal(said.failures, []);
  assert.ok(said.ok);
});

test.run();
