import { type Fault, faultsIn, having, without } from "./fault.ts";

const gateways = "istio-private-gateways";
const denial = "AuthorizationPolicy default/federation-deny-new";

/** Faults in what only some federations have: subsets in mode workloads, both modes, gateways of the owner's own. */
export const otherFaults: readonly Fault[] = [
  ...faultsIn("two-subsets-of-one-service", "depot", {
    "denial-of-another-path": [denial, having("spec.rules.1.to.1.operation.notPaths", ["/x/*"])],
    "denial-at-another-version": [denial, having("spec.selector.matchLabels.version", "v1")],
  }),
  ...faultsIn("modes-side-by-side", "shop", {
    "another-port-of-an-exposer-of-workloads": [
      `ServiceEntry ${gateways}/consume-parts--depot`,
      having("spec.endpoints.0.ports.http-80", 15444),
    ],
    "another-port-of-an-exposer-of-workloads-over-tcp": [
      `ServiceEntry ${gateways}/consume-ledger--depot`,
      having("spec.endpoints.0.ports.tcp-5432", 15444),
    ],
  }),
  ...faultsIn("remote-canary", "shop", {
    "another-port-of-the-egress-gateway-for-a-subset": [
      `ServiceEntry ${gateways}/consume-parts--v1--depot`,
      having("spec.endpoints.0.ports.http-8080", 15444),
    ],
  }),
  ...faultsIn("remote-canary", "warehouse", {
    "no-host-with-a-port-where-each-consumer-has-its-subsets": [
      `VirtualService ${gateways}/expose-stock`,
      having("spec.http.1.match.1.authority.prefix", "another.kiosk.warehouse.example.com:"),
    ],
  }),
  ...faultsIn("nested-groups-and-defaults", "hub", {
    "the-second-of-three-exposers-beside-the-first": [
      `ServiceEntry ${gateways}/failover-stock`,
      having("spec.endpoints.0.labels", { "fedc.dev/order-1": "true", "fedc.dev/order-2": "false" }),
    ],
  }),
  ...faultsIn("own-gateways-and-key-pairs", "warehouse", {
    "gateway-of-other-own-pods": ["Gateway edge/consumer-shop", having("spec.selector.app", "other")],
  }),
  ...faultsIn("failover-both-ways", "west", {
    "endpoints-of-others-served": [
      `DestinationRule ${gateways}/local-bar.shop`,
      without("spec.subsets.0.labels.app"),
      { onlyOnMeshes: "it shows only when the pods of the other cluster have gone", afterSteps: true },
    ],
  }),
];
