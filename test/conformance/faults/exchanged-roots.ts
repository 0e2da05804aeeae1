import { dropped, type Fault, faultsIn, having } from "./fault.ts";

const gateways = "istio-private-gateways";
const guard = "AuthorizationPolicy istio-system/federation-partners";
const denial = "AuthorizationPolicy xyz/federation-deny-bar";

export const exchangedRootsFaults: readonly Fault[] = [
  ...faultsIn("exchanged-roots", "a", {
    "another-workload-expected": [
      `DestinationRule ${gateways}/consume-bar--b`,
      having("spec.trafficPolicy.tls.subjectAltNames", ["spiffe://b.example/ns/xyz/sa/other"]),
    ],
    "another-service-by-its-server-name": [
      `DestinationRule ${gateways}/consume-bar--b`,
      having("spec.trafficPolicy.tls.sni", "bar-write.a.b.example.com"),
    ],
    "no-server-name-for-the-exposer": [
      `VirtualService ${gateways}/exposer-b`,
      having("spec.tls.0.match.0.sniHosts", ["*.c.b.example.com"]),
    ],
    "passed-through-to-another-host": [
      `VirtualService ${gateways}/exposer-b`,
      having("spec.tls.0.route.0.destination.host", "c.example.com"),
    ],
    "egress-ends-tls": [`Gateway ${gateways}/federation-egress`, having("spec.servers.0.tls.mode", "ISTIO_MUTUAL")],
    "no-anchor-of-the-partner": ["ConfigMap istio-system/istio-federation", dropped],
    "egress-opens-for-other-names": [
      `AuthorizationPolicy ${gateways}/exposer-b`,
      having("spec.rules.0.when.0.values", ["bar-tcp.a.b.example.com"]),
    ],
    "entry-unseen-by-callers": [`ServiceEntry ${gateways}/consume-bar--b`, having("spec.exportTo", ["."])],
    "past-the-egress": [`ServiceEntry ${gateways}/consume-bar--b`, having("spec.endpoints.0.address", "10.66.9.9")],
    "another-port-of-the-egress-of-b": [`ServiceEntry ${gateways}/consume-bar--b`, having("spec.endpoints.0.ports.http-9080", 15444)],
    "another-port-of-the-egress-over-tcp": [
      `ServiceEntry ${gateways}/consume-bar-tcp--b`,
      having("spec.endpoints.0.ports.tcp-9000", 15444),
    ],
  }),
  ...faultsIn("exchanged-roots", "b", {
    "tls-in-tls": [`DestinationRule ${gateways}/local-bar.xyz`, having("spec.subsets.0.trafficPolicy.tls.mode", "ISTIO_MUTUAL")],
    "no-anchors-of-partners": ["ConfigMap istio-system/istio-federation", dropped],
    "anchor-for-another-domain": [
      "ConfigMap istio-system/istio-federation",
      ({ data }) => {
        data.mesh = data.mesh.replaceAll("a.example", "c.example");
      },
    ],
    "no-guard-against-partners": [guard, dropped],
    "guard-against-other-partners": [guard, having("spec.rules.2.from.0.source.principals", ["c.example/*"])],
    "guard-of-fewer-ports": [guard, having("spec.rules.0.to.0.operation.notPorts", ["9000", "9080", "9090"])],
    "guard-of-another-service": [guard, having("spec.rules.2.when.0.notValues", ["bar-write.a.b.example.com"])],
    "no-denial": [denial, dropped],
    "denial-of-another-caller": [denial, having("spec.rules.0.from.0.source.notPrincipals", ["a.example/ns/shop/sa/other"])],
    "denial-of-another-method": [denial, having("spec.rules.1.to.0.operation.notMethods", ["POST"])],
    "ingress-opens-for-other-names": [
      `AuthorizationPolicy ${gateways}/consumer-a`,
      having("spec.rules.0.when.0.values", ["bar-tcp.a.b.example.com"]),
    ],
    "another-server-name-at-the-exposer": [
      `VirtualService ${gateways}/expose-bar`,
      having("spec.tls.0.match.0.sniHosts", ["other.a.b.example.com"]),
    ],
    "passed-through-to-another-port": [`VirtualService ${gateways}/expose-bar`, having("spec.tls.0.route.0.destination.port.number", 9000)],
    "passed-through-with-another-subset": [
      `VirtualService ${gateways}/expose-bar`,
      having("spec.tls.0.route.0.destination.subset", "other"),
    ],
  }),
];
