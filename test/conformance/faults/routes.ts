import { all, type Fault, faultsIn, having, without } from "./fault.ts";

const reviews = "VirtualService default/federation-reviews";
const twice = "VirtualService default/federation-twice";
const gateways = "istio-private-gateways";
const unread = { onlyOnMeshes: "the model knows no time and no errors of applications" } as const;

/** Faults in how calls are led: by header, path, method, weight, and again after an error. */
export const routeFaults: readonly Fault[] = [
  ...faultsIn("canary", "shop", {
    "another-method-of-a-route": [reviews, having("spec.http.0.match.0.method.exact", "POST")],
    "another-tester": [reviews, having("spec.http.0.match.0.headers.x-tester.exact", "no")],
    "another-beginning-of-a-header": [reviews, having("spec.http.1.match.0.headers.x-group.prefix", "alpha-")],
    "another-cookie": [reviews, having("spec.http.2.match.0.headers.cookie.regex", "canary=x")],
    "another-path-of-a-route": [reviews, having("spec.http.3.match.0.uri.exact", "/healthy")],
  }),
  ...faultsIn("rules-of-the-owner", "shop", {
    "another-beginning-of-a-user": [
      "VirtualService default/federation-reviews",
      having("spec.http.0.match.0.headers.x-user.prefix", "other-"),
    ],
  }),
  ...faultsIn("retries-and-timeouts", "shop", {
    "fewer-tries": [twice, having("spec.http.0.retries.attempts", 1), unread],
    "tries-after-other-errors": [twice, having("spec.http.0.retries.retryOn", "connect-failure"), unread],
    "tries-without-an-end": [twice, without("spec.http.0.retries.perTryTimeout"), unread],
    "a-shorter-timeout": [twice, having("spec.http.0.timeout", "0.1s"), unread],
    "tries-although-none-are-wanted": [
      "VirtualService default/federation-never",
      having("spec.http.0.retries", { attempts: 2, retryOn: "503" }),
      unread,
    ],
  }),
  ...faultsIn("failover-on-errors", "shop", {
    "failover-at-the-first-error": [
      `DestinationRule ${gateways}/failover-stock`,
      having("spec.trafficPolicy.outlierDetection.consecutiveGatewayErrors", 1),
      unread,
    ],
    "failover-at-errors-of-every-kind": [
      `DestinationRule ${gateways}/failover-stock`,
      having("spec.trafficPolicy.outlierDetection.consecutive5xxErrors", 1),
      unread,
    ],
  }),
  ...faultsIn("what-the-application-sees", "warehouse", {
    "the-host-between-the-gateways-told": [
      `VirtualService ${gateways}/expose-stock`,
      having("spec.http.0.rewrite.authority", "stock.shop.warehouse.example.com"),
      { onlyOnMeshes: "the model does not say what an application is told" },
    ],
  }),
  ...faultsIn("tcp-connections", "shop", {
    "tcp-for-other-pods": ["VirtualService default/federation-mail", having("spec.tcp.0.match.0.sourceLabels.app", "other")],
    "other-weights-over-tcp": [
      "VirtualService default/federation-split",
      all(having("spec.tcp.0.route.0.weight", 1), having("spec.tcp.0.route.1.weight", 99)),
    ],
  }),
  ...faultsIn("tcp-connections", "warehouse", {
    "other-role-behind-a-grant": [`DestinationRule ${gateways}/local-ledger.logistics`, having("spec.subsets.0.labels.role", "primary")],
  }),
];
