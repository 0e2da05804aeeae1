/** Overlays in which somebody let somebody in, or shows a key: `fedc verify` names the object and the field. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { added, type Edit, egress, gatewaysNamespace, ingress, inPod, StandingOverlays, the } from "./support/standing-overlays.ts";

const test = suite("verify: widened overlays");
const overlays = await StandingOverlays.build();

const wrong: readonly { readonly what: string; readonly edit: Edit[1]; readonly named: string }[] = [
  {
    what: "a principal more in an egress policy",
    edit: (objects) =>
      the(objects, "AuthorizationPolicy exposer-b").spec.rules[0].from[0].source.principals.push("cluster.local/ns/evil/sa/evil"),
    named: "AuthorizationPolicy exposer-b spec.rules[0].from[0].source.principals",
  },
  {
    what: "any trust domain",
    edit: (objects) => the(objects, "AuthorizationPolicy exposer-b").spec.rules[0].from[0].source.principals.push("*/ns/shop/sa/foo"),
    named: "AuthorizationPolicy exposer-b spec.rules[0].from[0].source.principals",
  },
  {
    what: "any host",
    edit: (objects) => the(objects, "AuthorizationPolicy consumer-a").spec.rules[0].to[0].operation.hosts.push("*"),
    named: "AuthorizationPolicy consumer-a spec.rules[0].to[0].operation.hosts",
  },
  {
    what: "another path that arrives",
    edit: (objects) => Object.assign(the(objects, "VirtualService exposer-b").spec.http[0], { rewrite: { uri: "/admin" } }),
    named: "VirtualService exposer-b spec.http[0].rewrite.uri",
  },
  {
    what: "a selector of nobody",
    edit: (objects) => Object.assign(the(objects, "AuthorizationPolicy consumer-a").spec.selector.matchLabels, { istio: "nobody" }),
    named: "AuthorizationPolicy consumer-a spec.selector.matchLabels.istio",
  },
  {
    what: "an object that another revision reads",
    edit: (objects) => Object.assign(the(objects, "AuthorizationPolicy consumer-a").metadata.labels, { "istio.io/rev": "other" }),
    named: "AuthorizationPolicy consumer-a metadata.labels.istio.io/rev",
  },
  {
    what: "a hook of Argo CD",
    edit: (objects) =>
      Object.assign(the(objects, "AuthorizationPolicy consumer-a").metadata, { annotations: { "argocd.argoproj.io/hook": "PreSync" } }),
    named: "AuthorizationPolicy consumer-a metadata.annotations.argocd.argoproj.io/hook",
  },
  {
    what: "pods without a proxy",
    edit: (objects) => delete the(objects, `Deployment ${ingress}`).spec.template.metadata.labels["sidecar.istio.io/inject"],
    named: `Deployment ${ingress} spec.template.metadata.labels.sidecar.istio.io/inject`,
  },
  {
    what: "pods of another template",
    edit: (objects) => delete the(objects, `Deployment ${ingress}`).spec.template.metadata.annotations["inject.istio.io/templates"],
    named: `Deployment ${ingress} spec.template.metadata.annotations.inject.istio.io/templates`,
  },
  {
    what: "another image",
    edit: inPod(({ containers: [proxy] }) => Object.assign(proxy, { image: "example.com/proxy" })),
    named: `Deployment ${ingress} spec.template.spec.containers[0].image`,
  },
  {
    what: "a foreign container",
    edit: inPod(({ containers }) => containers.push({ name: "shell", image: "busybox" })),
    named: `Deployment ${ingress} spec.template.spec.containers[1]`,
  },
  {
    what: "a container before it",
    edit: inPod((spec) => Object.assign(spec, { initContainers: [{ name: "first", image: "busybox" }] })),
    named: `Deployment ${ingress} spec.template.spec.initContainers[0]`,
  },
  {
    what: "a volume with a Secret",
    edit: inPod((spec) => Object.assign(spec, { volumes: [{ name: "keys", secret: { secretName: "federation-ingress" } }] })),
    named: `Deployment ${ingress} spec.template.spec.volumes[0]`,
  },
  {
    what: "a mount over the proxy's own",
    edit: inPod(({ containers: [proxy] }) => Object.assign(proxy, { volumeMounts: [{ name: "x", mountPath: "/etc/istio/proxy" }] })),
    named: `Deployment ${ingress} spec.template.spec.containers[0].volumeMounts[0]`,
  },
  {
    what: "another command",
    edit: inPod(({ containers: [proxy] }) =>
      Object.assign(proxy, { lifecycle: { preStop: { exec: { command: ["sh", "-c", "sleep 1; cat /etc/passwd"] } } } }),
    ),
    named: `Deployment ${ingress} spec.template.spec.containers[0].lifecycle.preStop.exec.command`,
  },
  {
    what: "no pods",
    edit: (objects) => Object.assign(the(objects, `Deployment ${egress}`).spec, { replicas: 0 }),
    named: `Deployment ${egress} spec.replicas`,
  },
  {
    what: "a shared key",
    edit: (objects) => the(objects, `RoleBinding ${ingress}`).subjects.push({ kind: "ServiceAccount", name: "evil", namespace: "evil" }),
    named: `RoleBinding ${ingress} subjects[1]`,
  },
  {
    what: "a binding that shows keys",
    edit: added("rbac.authorization.k8s.io/v1", "RoleBinding", {
      roleRef: { kind: "Role", name: ingress },
      subjects: [{ kind: "User", name: "eve" }],
    }),
    named: "RoleBinding mine",
  },
  {
    what: "a wider role",
    edit: (objects) => the(objects, `Role ${ingress}`).rules[0].verbs.push("update"),
    named: `Role ${ingress} rules[0].verbs`,
  },
  { what: "another Secret", edit: added("v1", "Secret", { stringData: { "tls.key": "x" } }), named: "Secret mine" },
  {
    what: "roots of another",
    edit: (objects) => Object.assign(the(objects, "Secret federation-ingress-cacert").stringData, { "tls.crt": "x" }),
    named: "Secret federation-ingress-cacert stringData.tls.crt",
  },
  {
    what: "a copied key pair",
    edit: (objects) =>
      Object.assign(the(objects, "Certificate federation-ingress").spec, {
        secretTemplate: { annotations: { "reflector.v1.k8s.emberstack.com/reflection-allowed": "true" } },
      }),
    named: "Certificate federation-ingress spec.secretTemplate.annotations.reflector.v1.k8s.emberstack.com/reflection-allowed",
  },
  {
    what: "another issuer",
    edit: (objects) => Object.assign(the(objects, "Certificate federation-ingress").spec.issuerRef, { name: "mine" }),
    named: "Certificate federation-ingress spec.issuerRef.name",
  },
  {
    what: "a DNS name",
    edit: (objects) => Object.assign(the(objects, "Certificate federation-ingress").spec, { dnsNames: ["x.example.com"] }),
    named: "Certificate federation-ingress spec.dnsNames",
  },
  {
    what: "a certificate of a gateway's name",
    edit: added(
      "cert-manager.io/v1",
      "Certificate",
      { spec: { secretName: "x", uris: ["spiffe://d.example.com/istio-private-egressgateway"], issuerRef: { name: "other" } } },
      "evil",
    ),
    named: "Certificate mine",
  },
  {
    what: "broken TLS",
    edit: (objects) => Object.assign(the(objects, "Gateway consumer-a").spec.servers[0].tls, { minProtocolVersion: "TLSV1_0" }),
    named: "Gateway consumer-a spec.servers[0].tls.minProtocolVersion",
  },
  {
    what: "a Gateway of one's own",
    edit: added("networking.istio.io/v1", "Gateway", { spec: { selector: { istio: "private-ingressgateway" }, servers: [] } }, "evil"),
    named: "Gateway mine",
  },
  {
    what: "a policy on the gateways",
    edit: added("security.istio.io/v1", "AuthorizationPolicy", { spec: { rules: [{}] } }),
    named: "AuthorizationPolicy mine",
  },
  {
    what: "PERMISSIVE",
    edit: added("security.istio.io/v1", "PeerAuthentication", { spec: { mtls: { mode: "PERMISSIVE" } } }, "xyz"),
    named: "PeerAuthentication mine",
  },
  {
    what: "no injection",
    edit: (objects) => Object.assign(the(objects, `Namespace ${gatewaysNamespace}`).metadata.labels, { "istio-injection": "disabled" }),
    named: `Namespace ${gatewaysNamespace} metadata.labels.istio-injection`,
  },
  {
    what: "settings of a port that replace all others",
    edit: (objects) => {
      the(objects, "DestinationRule exposer-b").spec.trafficPolicy.portLevelSettings = [
        { port: { number: 15443 }, connectionPool: { tcp: { maxConnections: 5 } } },
      ];
    },
    named: "DestinationRule exposer-b spec.trafficPolicy.portLevelSettings[0]",
  },
  {
    what: "a rule for an existing name",
    edit: added("networking.istio.io/v1", "DestinationRule", { spec: { host: "*.xyz.svc.cluster.local" } }, "xyz"),
    named: "DestinationRule mine",
  },
  {
    what: "a second state of an object",
    edit: (objects) => {
      const own = structuredClone(the(objects, "AuthorizationPolicy consumer-a"));
      own.spec.rules = [{}];
      objects.push(own);
    },
    named: "AuthorizationPolicy consumer-a spec.rules[0].from[0]",
  },
];

for (const { what, edit, named } of wrong)
  test(`fails: ${what}`, () => {
    const { ok, failures, text } = overlays.after("d", edit);
    assert.not.ok(ok);
    assert.ok(failures.includes(named), `${named} is not among ${failures.join(", ")}`);
    assert.match(text, "not as compiled");
  });

test.run();
