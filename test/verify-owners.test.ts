/** Edits that look alike, of which one changes a call or shows a key and the other does not: `fedc verify` tells them apart. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Comparison } from "../compiler/5-verify/edits/edits.ts";
import { factsOf } from "../compiler/5-verify/facts.ts";
import { compileSample } from "./support/builds.ts";
import type { Anything } from "./support/planned.ts";
import { plannedObjects } from "./support/planned.ts";
import { added, type Edit, egress, gatewaysNamespace, ingress, inPod, StandingOverlays, the } from "./support/standing-overlays.ts";

const test = suite("verify: edits that look alike");
const overlays = await StandingOverlays.build();

const inContext = (change: object) => inPod(({ containers: [proxy] }) => Object.assign(proxy.securityContext, change));
const withoutContext = (field: string) => inPod(({ containers: [proxy] }) => delete proxy.securityContext[field]);
const ofPods =
  (labels: object, annotations: object = {}) =>
  (objects: Anything[]) => {
    const { metadata } = the(objects, `Deployment ${egress}`).spec.template;
    Object.assign(metadata.labels, labels);
    Object.assign(metadata.annotations, annotations);
  };
const ofNamespace =
  (labels: object, annotations: object = {}) =>
  (objects: Anything[]) => {
    const { metadata } = the(objects, `Namespace ${gatewaysNamespace}`);
    Object.assign(metadata.labels, labels);
    metadata.annotations = annotations;
  };
const versions = (tls: object) => (objects: Anything[]) => Object.assign(the(objects, "Gateway consumer-a").spec.servers[0].tls, tls);
const key = (privateKey: object) => (objects: Anything[]) =>
  Object.assign(the(objects, "Certificate federation-ingress").spec, { privateKey });
const local = (name: string) => (objects: Anything[]) =>
  Object.assign(the(objects, `Service ${name}`).spec, { internalTrafficPolicy: "Local" });
const pulling = (data: object, name: string) =>
  added("v1", "Secret", { type: "kubernetes.io/dockerconfigjson", data }, gatewaysNamespace, name);
const peers = (spec: object, namespace: string) => added("security.istio.io/v1", "PeerAuthentication", { spec }, namespace);
const level = "pod-security.kubernetes.io/enforce";

const passing: readonly Edit[] = [
  ["one capability that PodSecurity admits", inContext({ capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } })],
  ["another user", inContext({ runAsUser: 1000 })],
  ["a root file system to write to", withoutContext("readOnlyRootFilesystem")],
  [
    "the pod's profile in place of the container's",
    inPod((spec) => {
      delete spec.containers[0].securityContext.seccompProfile;
      spec.securityContext = { seccompProfile: { type: "RuntimeDefault" }, fsGroup: 1337, sysctls: [{ name: "net.ipv4.tcp_rmem" }] };
    }),
  ],
  ["how names are looked up", inPod((spec) => Object.assign(spec, { dnsConfig: { options: [{ name: "ndots", value: "2" }] } }))],
  ["a namespace that asks for less", ofNamespace({ [level]: "privileged" })],
  ["a note of Prometheus", ofPods({}, { "prometheus.istio.io/merge-metrics": "false", "prometheus.io/scrape": "true" })],
  ["the ingress gateway on the node that was asked", local(ingress)],
  ["a key on P-384", key({ algorithm: "ECDSA", size: 384 })],
  ["TLS 1.2 and 1.3", versions({ minProtocolVersion: "TLSV1_2", maxProtocolVersion: "TLSV1_3" })],
  ["the right to pull images", pulling({ ".dockerconfigjson": "e30=" }, "registry")],
  ["STRICT for the callers", peers({ mtls: { mode: "STRICT" } }, "shop")],
  ["STRICT for the gateways", peers({ mtls: { mode: "STRICT" } }, gatewaysNamespace)],
  ["STRICT for the mesh", peers({ mtls: { mode: "STRICT" }, portLevelMtls: { 80: { mode: "STRICT" } } }, "istio-system")],
  ["a policy that only writes down", added("security.istio.io/v1", "AuthorizationPolicy", { spec: { action: "AUDIT", rules: [{}] } })],
  ["a pool of addresses", added("metallb.io/v1beta1", "IPAddressPool", { spec: {} }, "metallb-system")],
  ["a network policy of the whole cluster", added("cilium.io/v2", "CiliumClusterwideNetworkPolicy", { spec: {} }, undefined)],
];

for (const [what, edit] of passing)
  test(`passes: ${what}`, () => {
    const { failures, ok, text } = overlays.after("d", edit);
    assert.equal(failures, []);
    assert.ok(ok, text);
  });

const failing: readonly Edit[] = [
  ["a privileged proxy", inContext({ privileged: true })],
  ["a proxy that may become root", withoutContext("runAsNonRoot")],
  ["a proxy that is root", inContext({ runAsUser: 0 })],
  ["a capability that PodSecurity refuses", inContext({ capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } })],
  ["no profile", inContext({ seccompProfile: { type: "Unconfined" } })],
  ["no security context", inPod(({ containers: [proxy] }) => delete proxy.securityContext)],
  ["a kernel setting", inPod((spec) => Object.assign(spec, { securityContext: { sysctls: [{ name: "kernel.msgmax", value: "1" }] } }))],
  ["a token that reads the keys", inPod((spec) => Object.assign(spec, { automountServiceAccountToken: true }))],
  ["a token by default", inPod((spec) => delete spec.automountServiceAccountToken)],
  ["another server of names", inPod((spec) => Object.assign(spec, { dnsConfig: { nameservers: ["192.0.2.1"] } }))],
  ["a level that the API server does not know", ofNamespace({ [level]: "strict" })],
  ["another mesh's proxies", ofNamespace({}, { "linkerd.io/inject": "enabled" })],
  ["another container by a webhook", ofPods({}, { "vault.hashicorp.com/agent-inject": "true" })],
  ["another network", ofPods({}, { "k8s.v1.cni.cncf.io/networks": "storage" })],
  ["another place", ofPods({ "istio-locality": "north.a" })],
  ["an egress gateway for callers on its own nodes alone", local(egress)],
  ["a key that Envoy does not take", key({ algorithm: "ECDSA", size: 521 })],
  ["no version of TLS", versions({ minProtocolVersion: "TLSV1_3", maxProtocolVersion: "TLSV1_2" })],
  ["a key pair beside the right to pull images", pulling({ ".dockerconfigjson": "e30=", "tls.key": "eA==" }, "registry")],
  ["the right to pull images in the key pair's place", pulling({ ".dockerconfigjson": "e30=" }, "federation-ingress")],
  ["no TLS on a port", peers({ mtls: { mode: "STRICT" }, portLevelMtls: { 80: { mode: "DISABLE" } } }, "xyz")],
];

for (const [what, edit] of failing)
  test(`fails: ${what}`, () => {
    const { failures, ok } = overlays.after("d", edit);
    assert.not.ok(ok);
    assert.ok(failures.length > 0);
  });

test("passes: a limit of connections in a subset that only tcp goes to", () => {
  const { federation } = compileSample("corners");
  const facts = factsOf(federation).get("hub");
  const planned = plannedObjects(federation).get("hub") as Anything[];
  assert.ok(facts);
  const objects = structuredClone(planned);
  const subset = the(objects, "DestinationRule exposer-partner").spec.subsets.find(({ name }: Anything) => name === "wire");
  subset.trafficPolicy.connectionPool = { tcp: { maxConnections: 5 } };
  const { edits } = new Comparison(facts, planned).with(objects);
  assert.ok(edits.length > 0 && edits.every(({ matters }) => !matters));
});

test("an object of a kind that is no key of a table matters", () => {
  const facts = factsOf(compileSample("corners").federation).get("hub");
  assert.ok(facts);
  for (const kind of ["toString", "constructor", "__proto__"]) {
    const { edits } = new Comparison(facts, []).with([{ apiVersion: "v1", kind, metadata: { name: "x" } }]);
    assert.equal(
      edits.map(({ matters }) => matters),
      [true],
    );
  }
});

test.run();
