import { throwAwayAuthority } from "../../../compiler/commands/trust-dev/throw-away-authority.ts";
import { all, dropped, earlier, type Fault, faultsIn, having, without } from "./fault.ts";

const unread = { onlyOnMeshes: "the model reads only what fedc writes" } as const;
const gateways = "istio-private-gateways";
const local = "VirtualService default/federation-reviews";

const consumer = faultsIn("bookinfo", "cluster1", {
  "no-policy-at-the-egress": [`AuthorizationPolicy ${gateways}/exposer-cluster2`, dropped],
  "policy-of-other-gateways": [`AuthorizationPolicy ${gateways}/exposer-cluster2`, having("spec.selector.matchLabels.istio", "other")],
  "every-account-at-the-egress": [
    `AuthorizationPolicy ${gateways}/exposer-cluster2`,
    having("spec.rules.3.from.0.source.principals", ["*"]),
  ],
  "another-tcp-service-at-the-egress": [
    `AuthorizationPolicy ${gateways}/exposer-cluster2`,
    having("spec.rules.1.when.0.values", ["archive.cluster1.c2.example.com"]),
  ],
  "another-condition-at-the-egress": [
    `AuthorizationPolicy ${gateways}/exposer-cluster2`,
    having("spec.rules.1.when.0.key", "request.auth.principal"),
    unread,
  ],
  "denial-instead-of-grants": [`AuthorizationPolicy ${gateways}/exposer-cluster2`, having("spec.action", "DENY")],
  "no-server-for-a-tcp-service": [`Gateway ${gateways}/federation-egress`, without("spec.servers.2")],
  "egress-server-of-other-names": [`Gateway ${gateways}/federation-egress`, having("spec.servers.0.hosts", ["./egress.c1.example.com"])],
  "egress-without-tls": [`Gateway ${gateways}/federation-egress`, having("spec.servers.0.tls.mode", "SIMPLE"), unread],
  "egress-passes-tls-on": [`Gateway ${gateways}/federation-egress`, having("spec.servers.1.tls.mode", "PASSTHROUGH")],
  "egress-reads-tcp-as-http": [`Gateway ${gateways}/federation-egress`, having("spec.servers.1.port.protocol", "HTTPS")],
  "egress-at-another-port": [`Gateway ${gateways}/federation-egress`, having("spec.servers.0.port.number", 15444)],
  "gateway-of-other-pods": [`Gateway ${gateways}/federation-egress`, having("spec.selector.istio", "other")],
  "rule-towards-the-egress-unseen": [`DestinationRule ${gateways}/federation-egress`, having("spec.exportTo", ["."])],
  "plain-text-to-the-egress": [`DestinationRule ${gateways}/federation-egress`, having("spec.trafficPolicy.tls.mode", "DISABLE")],
  "another-server-name-to-the-egress": [
    `DestinationRule ${gateways}/federation-egress`,
    having("spec.trafficPolicy.tls.sni", "egress.c2.example.com"),
  ],
  "another-tcp-service-by-its-subset": [
    `DestinationRule ${gateways}/federation-egress`,
    having("spec.subsets.1.trafficPolicy.tls.sni", "archive.cluster1.c2.example.com"),
  ],
  "subset-of-another-name": [`DestinationRule ${gateways}/federation-egress`, having("spec.subsets.1.name", "other")],
  "subset-in-plain-text": [`DestinationRule ${gateways}/federation-egress`, having("spec.subsets.1.trafficPolicy.tls.mode", "DISABLE")],
  "one-http-version-to-the-egress": [
    `DestinationRule ${gateways}/federation-egress`,
    without("spec.trafficPolicy.connectionPool.http.useClientProtocol"),
    { onlyOnMeshes: "the model knows no versions of HTTP" },
  ],
  "another-exposer-expected": [
    `DestinationRule ${gateways}/exposer-cluster2`,
    having("spec.trafficPolicy.tls.subjectAltNames", ["spiffe://c3.example.com/istio-private-ingressgateway"]),
  ],
  "another-exposer-expected-over-tcp": [
    `DestinationRule ${gateways}/exposer-cluster2`,
    having("spec.subsets.1.trafficPolicy.tls.subjectAltNames", ["spiffe://c3.example.com/istio-private-ingressgateway"]),
  ],
  "the-mesh-own-certificate-to-a-partner": [
    `DestinationRule ${gateways}/exposer-cluster2`,
    having("spec.trafficPolicy.tls.mode", "ISTIO_MUTUAL"),
    unread,
  ],
  "a-key-pair-that-is-not-there": [
    `DestinationRule ${gateways}/exposer-cluster2`,
    having("spec.trafficPolicy.tls.credentialName", "other"),
  ],
  "a-key-pair-that-is-not-there-over-tcp": [
    `DestinationRule ${gateways}/exposer-cluster2`,
    having("spec.subsets.1.trafficPolicy.tls.credentialName", "other"),
  ],
  "another-consumer-by-the-server-name": [
    `DestinationRule ${gateways}/exposer-cluster2`,
    having("spec.trafficPolicy.tls.sni", "cluster3.c2.example.com"),
  ],
  "rule-for-another-host": [`DestinationRule ${gateways}/exposer-cluster2`, having("spec.host", "c3.example.com")],
  "rule-for-other-gateways": [`DestinationRule ${gateways}/exposer-cluster2`, having("spec.workloadSelector.matchLabels.istio", "other")],
  "another-exposer-by-address": [`ServiceEntry ${gateways}/exposer-cluster2`, having("spec.endpoints.0.address", "10.66.3.2")],
  "another-port-of-the-exposer": [`ServiceEntry ${gateways}/exposer-cluster2`, having("spec.endpoints.0.ports.tls-federation", 15444)],
  "exposer-under-another-name": [`ServiceEntry ${gateways}/exposer-cluster2`, having("spec.hosts", ["c3.example.com"])],
  "exposer-unseen": [`ServiceEntry ${gateways}/exposer-cluster2`, having("spec.exportTo", ["default"])],
  "exposer-gone": [`ServiceEntry ${gateways}/exposer-cluster2`, dropped],
  "exposer-at-another-own-port": [`ServiceEntry ${gateways}/exposer-cluster2`, having("spec.ports.0.number", 443)],
  "no-route-to-the-exposer": [`VirtualService ${gateways}/exposer-cluster2`, dropped],
  "route-of-other-gateways": [`VirtualService ${gateways}/exposer-cluster2`, having("spec.gateways", ["other"])],
  "route-unseen": [`VirtualService ${gateways}/exposer-cluster2`, having("spec.exportTo", ["default"])],
  "tcp-to-another-subset": [
    `VirtualService ${gateways}/consume-ledger--cluster2`,
    having("spec.tcp.0.route.0.destination.subset", "archive"),
  ],
  "tcp-to-another-host": [
    `VirtualService ${gateways}/consume-ledger--cluster2`,
    having("spec.tcp.0.route.0.destination.host", "c3.example.com"),
  ],
  "tcp-to-another-port": [`VirtualService ${gateways}/consume-ledger--cluster2`, having("spec.tcp.0.route.0.destination.port.number", 443)],
  "local-tcp-service-at-another-port": ["VirtualService default/federation-ledger", having("spec.tcp.0.match.0.port", 9001)],
  "no-service-of-a-created-name": ["Service default/ratings", dropped],
  "created-service-at-another-port": ["Service default/ratings", having("spec.ports.0.port", 9081)],
  "egress-service-of-other-pods": [`Service ${gateways}/istio-private-egressgateway`, having("spec.selector.istio", "other")],
  "egress-service-at-another-port": [`Service ${gateways}/istio-private-egressgateway`, having("spec.ports.0.port", 15444)],
  "local-name-unseen": ["VirtualService default/federation-ratings", having("spec.exportTo", ["bookinfo"])],
  "another-service-by-the-authority": [
    "VirtualService default/federation-ratings",
    having("spec.http.0.route.0.headers.request.set.:authority", "reviews.cluster1.c2.example.com"),
  ],
  "local-name-of-another-host": ["VirtualService default/federation-ratings", having("spec.hosts", ["other.default.svc.cluster.local"])],
  "around-the-egress": ["VirtualService default/federation-ratings", having("spec.http.0.route.0.destination.host", "c2.example.com")],
  "another-port-of-the-egress": ["VirtualService default/federation-ratings", having("spec.http.0.route.0.destination.port.number", 443)],
  "other-weights": [local, all(having("spec.http.1.route.0.weight", 90), having("spec.http.1.route.1.weight", 10))],
  "routes-in-another-order": [local, earlier("spec.http.1")],
  "another-header-value": [local, having("spec.http.0.match.0.headers.end-user.exact", "john")],
  "routes-for-every-pod": [local, all(without("spec.http.0.match.0.sourceLabels"), without("spec.http.1.match.0.sourceLabels"))],
  "routes-for-other-pods": [local, having("spec.http.0.match.0.sourceLabels.app", "other")],
  "route-at-another-port": [local, having("spec.http.0.match.0.port", 9081)],
  "another-subset-at-home": [local, having("spec.http.1.route.0.destination.subset", "other")],
  "other-pods-at-home": ["DestinationRule default/federation-reviews", having("spec.subsets.0.labels.version", "v3")],
  "subset-for-other-pods": ["DestinationRule default/federation-reviews", having("spec.workloadSelector.matchLabels.app", "other")],
  "no-anchors-at-the-egress": [`Secret ${gateways}/federation-egress-cacert`, dropped],
});

const exposer = faultsIn("bookinfo", "cluster2", {
  "no-policy-at-the-ingress": [`AuthorizationPolicy ${gateways}/consumer-cluster1`, dropped],
  "every-partner-at-the-ingress": [
    `AuthorizationPolicy ${gateways}/consumer-cluster1`,
    having("spec.rules.0.from.0.source.principals", ["c3.example.com/istio-private-egressgateway"]),
  ],
  "a-method-too-many": [
    `AuthorizationPolicy ${gateways}/consumer-cluster1`,
    having("spec.rules.0.to.2.operation.methods", ["GET", "POST"]),
  ],
  "every-path": [`AuthorizationPolicy ${gateways}/consumer-cluster1`, without("spec.rules.0.to.1.operation.paths")],
  "another-service-of-the-grant": [
    `AuthorizationPolicy ${gateways}/consumer-cluster1`,
    having("spec.rules.0.to.1.operation.hosts", ["reviews.cluster1.c2.example.com"]),
  ],
  "any-certificate-at-the-ingress": [`Gateway ${gateways}/consumer-cluster1`, without("spec.servers.0.tls.subjectAltNames")],
  // With names to expect and no certificate to find them in, Envoy refuses the server and keeps the one before.
  "no-certificate-at-the-ingress": [
    `Gateway ${gateways}/consumer-cluster1`,
    all(having("spec.servers.0.tls.mode", "SIMPLE"), without("spec.servers.0.tls.subjectAltNames")),
    unread,
  ],
  "ingress-key-pair-that-is-not-there": [`Gateway ${gateways}/consumer-cluster1`, having("spec.servers.0.tls.credentialName", "other")],
  "ingress-server-of-other-names": [`Gateway ${gateways}/consumer-cluster1`, having("spec.servers.0.hosts", ["./cluster3.c2.example.com"])],
  "ingress-gateway-of-other-pods": [`Gateway ${gateways}/consumer-cluster1`, having("spec.selector.istio", "other")],
  "no-anchors-at-the-ingress": [`Secret ${gateways}/federation-ingress-cacert`, dropped],
  "another-anchor-at-the-ingress": [
    `Secret ${gateways}/federation-ingress-cacert`,
    (secret) => having("stringData.ca~crt", throwAwayAuthority(new Date()).pem)(secret),
  ],
  "another-service-behind-a-grant": [
    `VirtualService ${gateways}/expose-ratings`,
    having("spec.http.1.route.0.destination.host", "details.bookinfo.svc.cluster.local"),
  ],
  "other-pods-behind-a-grant": [`VirtualService ${gateways}/expose-reviews`, without("spec.http.0.route.0.destination.subset")],
  "other-labels-behind-a-grant": [`DestinationRule ${gateways}/local-myreviews.bookinfo`, having("spec.subsets.0.labels.version", "v2")],
  "no-protection": ["AuthorizationPolicy bookinfo/federation-deny-ratings", dropped],
  "protection-that-spares-everyone": [
    "AuthorizationPolicy bookinfo/federation-deny-ratings",
    having("spec.rules.0.from.0.source.notPrincipals", ["cluster.local/*"]),
  ],
  "protection-of-another-port": [
    "AuthorizationPolicy bookinfo/federation-deny-ratings",
    having("spec.rules.0.to.0.operation.ports", ["9081"]),
  ],
  "protection-of-other-pods": ["AuthorizationPolicy bookinfo/federation-deny-ratings", having("spec.selector.matchLabels.app", "other")],
  "protection-that-allows": ["AuthorizationPolicy bookinfo/federation-deny-ratings", having("spec.action", "ALLOW")],
});

export const bookinfoFaults: readonly Fault[] = [...consumer, ...exposer];
