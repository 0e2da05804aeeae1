/** Overlays in which somebody let somebody in, or shows a key: `fedc verify` names the object and the field. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { added, type Edit, egress, gatewaysNamespace, ingress, inPod, StandingOverlays, the } from "./support/standing-overlays.ts";

const test = suite("verify: widened overlays");
const overlays = new StandingOverlays();

const wrong: readonly (readonly [...Edit, named: string])[] = [
  [
    "a principal more in an egress policy",
    (objects) =>
      the(objects, "AuthorizationPolicy exposer-b").spec.rules[0].from[0].source.principals.push("cluster.local/ns/evil/sa/evil"),
    "AuthorizationPolicy exposer-b spec.rules[0].from[0].source.principals",
  ],
  [
    "any trust domain",
    (objects) => the(objects, "AuthorizationPolicy exposer-b").spec.rules[0].from[0].source.principals.push("*/ns/shop/sa/foo"),
    "AuthorizationPolicy exposer-b spec.rules[0].from[0].source.principals",
  ],
  [
    "any host",
    (objects) => the(objects, "AuthorizationPolicy consumer-a").spec.rules[0].to[0].operation.hosts.push("*"),
    "AuthorizationPolicy consumer-a spec.rules[0].to[0].operation.hosts",
  ],
  [
    "another path that arrives",
    (objects) => Object.assign(the(objects, "VirtualService exposer-b").spec.http[0], { rewrite: { uri: "/admin" } }),
    "VirtualService exposer-b spec.http[0].rewrite.uri",
  ],
  [
    "a selector of nobody",
    (objects) => Object.assign(the(objects, "AuthorizationPolicy consumer-a").spec.selector.matchLabels, { istio: "nobody" }),
    "AuthorizationPolicy consumer-a spec.selector.matchLabels.istio",
  ],
  [
    "an object that another revision reads",
    (objects) => Object.assign(the(objects, "AuthorizationPolicy consumer-a").metadata.labels, { "istio.io/rev": "other" }),
    "AuthorizationPolicy consumer-a metadata.labels.istio.io/rev",
  ],
  [
    "a hook of Argo CD",
    (objects) =>
      Object.assign(the(objects, "AuthorizationPolicy consumer-a").metadata, { annotations: { "argocd.argoproj.io/hook": "PreSync" } }),
    "AuthorizationPolicy consumer-a metadata.annotations.argocd.argoproj.io/hook",
  ],
  [
    "pods without a proxy",
    (objects) => delete the(objects, `Deployment ${ingress}`).spec.template.metadata.labels["sidecar.istio.io/inject"],
    `Deployment ${ingress} spec.template.metadata.labels.sidecar.istio.io/inject`,
  ],
  [
    "pods of another template",
    (objects) => delete the(objects, `Deployment ${ingress}`).spec.template.metadata.annotations["inject.istio.io/templates"],
    `Deployment ${ingress} spec.template.metadata.annotations.inject.istio.io/templates`,
  ],
  [
    "another image",
    inPod(({ containers: [proxy] }) => Object.assign(proxy, { image: "example.com/proxy" })),
    `Deployment ${ingress} spec.template.spec.containers[0].image`,
  ],
  [
    "a foreign container",
    inPod(({ containers }) => containers.push({ name: "shell", image: "busybox" })),
    `Deployment ${ingress} spec.template.spec.containers[1]`,
  ],
  [
    "a container before it",
    inPod((spec) => Object.assign(spec, { initContainers: [{ name: "first", image: "busybox" }] })),
    `Deployment ${ingress} spec.template.spec.initContainers[0]`,
  ],
  [
    "a volume with a Secret",
    inPod((spec) => Object.assign(spec, { volumes: [{ name: "keys", secret: { secretName: "federation-ingress" } }] })),
    `Deployment ${ingress} spec.template.spec.volumes[0]`,
  ],
  [
    "a mount over the proxy's own",
    inPod(({ containers: [proxy] }) => Object.assign(proxy, { volumeMounts: [{ name: "x", mountPath: "/etc/istio/proxy" }] })),
    `Deployment ${ingress} spec.template.spec.containers[0].volumeMounts[0]`,
  ],
  [
    "another command",
    inPod(({ containers: [proxy] }) =>
      Object.assign(proxy, { lifecycle: { preStop: { exec: { command: ["sh", "-c", "sleep 1; cat /etc/passwd"] } } } }),
    ),
    `Deployment ${ingress} spec.template.spec.containers[0].lifecycle.preStop.exec.command`,
  ],
  ["no pods", (objects) => Object.assign(the(objects, `Deployment ${egress}`).spec, { replicas: 0 }), `Deployment ${egress} spec.replicas`],
  [
    "a shared key",
    (objects) => the(objects, `RoleBinding ${ingress}`).subjects.push({ kind: "ServiceAccount", name: "evil", namespace: "evil" }),
    `RoleBinding ${ingress} subjects[1]`,
  ],
  [
    "a binding that shows keys",
    added("rbac.authorization.k8s.io/v1", "RoleBinding", {
      roleRef: { kind: "Role", name: ingress },
      subjects: [{ kind: "User", name: "eve" }],
    }),
    "RoleBinding mine",
  ],
  ["a wider role", (objects) => the(objects, `Role ${ingress}`).rules[0].verbs.push("update"), `Role ${ingress} rules[0].verbs`],
  ["another Secret", added("v1", "Secret", { stringData: { "tls.key": "x" } }), "Secret mine"],
  [
    "roots of another",
    (objects) => Object.assign(the(objects, "Secret federation-ingress-cacert").stringData, { "tls.crt": "x" }),
    "Secret federation-ingress-cacert stringData.tls.crt",
  ],
  [
    "a copied key pair",
    (objects) =>
      Object.assign(the(objects, "Certificate federation-ingress").spec, {
        secretTemplate: { annotations: { "reflector.v1.k8s.emberstack.com/reflection-allowed": "true" } },
      }),
    "Certificate federation-ingress spec.secretTemplate.annotations.reflector.v1.k8s.emberstack.com/reflection-allowed",
  ],
  [
    "another issuer",
    (objects) => Object.assign(the(objects, "Certificate federation-ingress").spec.issuerRef, { name: "mine" }),
    "Certificate federation-ingress spec.issuerRef.name",
  ],
  [
    "a DNS name",
    (objects) => Object.assign(the(objects, "Certificate federation-ingress").spec, { dnsNames: ["x.example.com"] }),
    "Certificate federation-ingress spec.dnsNames",
  ],
  [
    "a certificate of a gateway's name",
    added(
      "cert-manager.io/v1",
      "Certificate",
      { spec: { secretName: "x", uris: ["spiffe://d.example.com/istio-private-egressgateway"], issuerRef: { name: "other" } } },
      "evil",
    ),
    "Certificate mine",
  ],
  [
    "broken TLS",
    (objects) => Object.assign(the(objects, "Gateway consumer-a").spec.servers[0].tls, { minProtocolVersion: "TLSV1_0" }),
    "Gateway consumer-a spec.servers[0].tls.minProtocolVersion",
  ],
  [
    "a Gateway of one's own",
    added("networking.istio.io/v1", "Gateway", { spec: { selector: { istio: "private-ingressgateway" }, servers: [] } }, "evil"),
    "Gateway mine",
  ],
  ["a policy on the gateways", added("security.istio.io/v1", "AuthorizationPolicy", { spec: { rules: [{}] } }), "AuthorizationPolicy mine"],
  [
    "PERMISSIVE",
    added("security.istio.io/v1", "PeerAuthentication", { spec: { mtls: { mode: "PERMISSIVE" } } }, "xyz"),
    "PeerAuthentication mine",
  ],
  [
    "no injection",
    (objects) => Object.assign(the(objects, `Namespace ${gatewaysNamespace}`).metadata.labels, { "istio-injection": "disabled" }),
    `Namespace ${gatewaysNamespace} metadata.labels.istio-injection`,
  ],
  [
    "settings of a port that replace all others",
    (objects) => {
      the(objects, "DestinationRule exposer-b").spec.trafficPolicy.portLevelSettings = [
        { port: { number: 15443 }, connectionPool: { tcp: { maxConnections: 5 } } },
      ];
    },
    "DestinationRule exposer-b spec.trafficPolicy.portLevelSettings[0]",
  ],
  [
    "a rule for an existing name",
    added("networking.istio.io/v1", "DestinationRule", { spec: { host: "*.xyz.svc.cluster.local" } }, "xyz"),
    "DestinationRule mine",
  ],
  [
    "a second state of an object",
    (objects) => {
      const own = structuredClone(the(objects, "AuthorizationPolicy consumer-a"));
      own.spec.rules = [{}];
      objects.push(own);
    },
    "AuthorizationPolicy consumer-a spec.rules[0].from[0]",
  ],
];

for (const [what, edit, named] of wrong)
  test(`fails: ${what}`, () => {
    const { ok, failures, text } = overlays.after("d", edit);
    assert.not.ok(ok);
    assert.ok(failures.includes(named), `${named} is not among ${failures.join(", ")}`);
    assert.match(text, "not as compiled");
  });

test.run();
