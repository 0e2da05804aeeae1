import { type Fault, faultsIn, having, without } from "./fault.ts";

const gateways = "istio-private-gateways";

export const ringFaults: readonly Fault[] = [
  ...faultsIn("ring", "amber", {
    "routes-of-other-namespaces": ["VirtualService shared/federation-invoices", having("spec.hosts", ["other.shared.svc.cluster.local"])],
  }),
  ...faultsIn("ring", "basalt", {
    "other-track-behind-a-grant": [
      `DestinationRule ${gateways}/local-billing-api.finance`,
      having("spec.subsets.0.labels.track", "canary"),
    ],
    "another-namespace-than-of-the-callers-over-tcp": [
      "VirtualService goods-eu/federation-catalog",
      having("spec.tcp.0.match.0.sourceNamespace", "ops"),
    ],
  }),
  ...faultsIn("ring", "cobalt", {
    "spellings-that-lead-out": [`VirtualService ${gateways}/expose-catalog`, without("spec.http.0")],
    "other-spellings-refused": [`VirtualService ${gateways}/expose-catalog`, having("spec.http.0.match.0.uri.regex", ".*/[.]{3};.*")],
    "spellings-refused-otherwise": [
      `VirtualService ${gateways}/expose-catalog`,
      having("spec.http.0.directResponse.status", 403),
      { onlyOnMeshes: "the model reads only what fedc writes" },
    ],
    "another-namespace-than-of-the-callers": [
      "VirtualService goods/federation-prices",
      having("spec.http.0.match.0.sourceNamespace", "ops"),
    ],
  }),
];
