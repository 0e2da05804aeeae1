import { dropped, type Fault, faultsIn, having, without } from "./fault.ts";

const gateways = "istio-private-gateways";
const later = { onlyOnMeshes: "it shows only when a gateway has gone", afterSteps: true } as const;

export const failoverFaults: readonly Fault[] = [
  ...faultsIn("failover-and-path", "cluster1", {
    "no-prefix-between-the-gateways": [`VirtualService ${gateways}/exposer-cluster2`, without("spec.http.0.rewrite")],
    "another-prefix-between-the-gateways": [`VirtualService ${gateways}/exposer-cluster2`, having("spec.http.0.rewrite.uri", "/other/")],
    "prefix-for-another-service": [
      `VirtualService ${gateways}/exposer-cluster2`,
      having("spec.http.0.match.0.authority.exact", "reviews.cluster1.c2.example.com"),
    ],
    "failover-in-no-order": [
      `DestinationRule ${gateways}/failover-reviews`,
      without("spec.trafficPolicy.loadBalancer.localityLbSetting.failoverPriority"),
    ],
    "failover-without-localities": [
      `DestinationRule ${gateways}/failover-reviews`,
      having("spec.trafficPolicy.loadBalancer.localityLbSetting.enabled", false),
      { onlyOnMeshes: "the model reads only what fedc writes" },
    ],
    "the-second-exposer-first": [
      `ServiceEntry ${gateways}/failover-reviews`,
      having("spec.endpoints.0.labels", { "fedc.dev/order-1": "false" }),
    ],
    "failover-after-many-failures": [
      `DestinationRule ${gateways}/failover-reviews`,
      having("spec.trafficPolicy.outlierDetection.consecutiveLocalOriginFailures", 100),
      later,
    ],
    "failover-that-notices-nothing": [`DestinationRule ${gateways}/failover-reviews`, without("spec.trafficPolicy.outlierDetection")],
    "no-name-outside-of-the-cluster": ["ServiceEntry default/federation-details.partner.global", dropped],
  }),
  ...faultsIn("failover-and-path", "cluster2", {
    "another-prefix-at-the-exposer": [`VirtualService ${gateways}/expose-details`, having("spec.http.1.match.0.uri.prefix", "/other/")],
  }),
  ...faultsIn("failover-and-path", "cluster3", {
    "no-way-through-a-default-deny": [
      "AuthorizationPolicy default/federation-allow-reviews",
      dropped,
      { onlyOnMeshes: "the owner's own denial is not in the overlays, and calls come only when a gateway has gone", afterSteps: true },
    ],
    "a-way-through-for-everyone": [
      "AuthorizationPolicy default/federation-allow-reviews",
      having("spec.rules.0.from.0.source.principals", ["*"]),
    ],
  }),
];
