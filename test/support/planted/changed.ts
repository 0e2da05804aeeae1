import type { Dumps, PlantedMistake } from "./dumps.ts";

const ownLabels = { "app.kubernetes.io/managed-by": "fedc", "fedc.dev/federation": "retail" };

/** Objects that are not as the file says. */
export const changedObjects: readonly PlantedMistake[] = [
  ["an exposed Service has another name", "FED610", (all) => (all.one("warehouse", "Service", "ledger").metadata.name = "ledger-db")],
  ["a Service has another port", "FED611", (all) => (all.spec("warehouse", "Service", "ledger").ports[0].port = 5433)],
  ["the existing local Service has another port", "FED611", (all) => (all.spec("shop", "Service", "quotes").ports[0].port = 8080)],
  ["a port is named tcp", "FED612", (all) => (all.spec("warehouse", "Service", "quotes").ports[0].name = "tcp-quotes")],
  ["a port is http by appProtocol", "FED612", (all) => (all.spec("warehouse", "Service", "ledger").ports[0].appProtocol = "http")],
  [
    "a Service leads to another port of its pods",
    "FED613",
    (all) => (all.spec("warehouse", "Service", "stock-api").ports[0].targetPort = 9090),
  ],
  [
    "a namespace asks for a revision that no istiod has",
    "FED647",
    (all) => {
      istiod(all, "shop", "default");
      all.one("shop", "Namespace", "default").metadata.labels = { "istio.io/rev": "1-29" };
    },
  ],
  ["the gateways ask for no revision, and no istiod is the default", "FED647", (all) => istiod(all, "warehouse", "1-31")],
  ["pods have other labels than the selector", "FED614", (all) => relabel(all, "warehouse", "stock-api", { app: "stock" })],
  [
    "a second Deployment is behind the Service",
    "FED614",
    (all) => {
      all.spec("warehouse", "Service", "stock-api").selector = { tier: "back" };
      addPods(all, "warehouse", "stock-api", { app: "stock-api", tier: "back" });
      addPods(all, "warehouse", "stock-new", { app: "stock-new", tier: "back" });
    },
  ],
  ["no pod has the subset", "FED615", (all) => relabel(all, "warehouse", "quotes", { app: "quotes", version: "v3" })],
  [
    "no local pod has the subset",
    "FED615",
    (all) => (all.spec("shop", "Deployment", "quotes-0").template.metadata.labels = { app: "quotes" }),
  ],
  ["a Service selects nothing", "FED616", (all) => (all.spec("warehouse", "Service", "ledger").selector = { app: "legder" })],
  ["a Deployment is scaled to zero", "FED616", (all) => (all.spec("warehouse", "Deployment", "ledger-0").replicas = 0)],
  [
    "pods run under another account",
    "FED617",
    (all) => (all.spec("depot", "Deployment", "parts-0").template.spec.serviceAccountName = "default"),
  ],
  ["the callers' namespace is gone", "FED618 FED619 FED623", (all) => all.undelivered("shop").removeNamespace("shop", "default")],
  ["the caller has another account", "FED619", (all) => (all.one("shop", "ServiceAccount", "web").metadata.name = "web-app")],
  [
    "a protected caller has another account",
    "FED619",
    (all) => (all.one("warehouse", "ServiceAccount", "picker").metadata.name = "pickers"),
  ],
  ["callers get no sidecar", "FED620", (all) => delete all.one("shop", "Namespace", "default").metadata.labels],
  [
    "protected pods turn the sidecar off",
    "FED620",
    (all) => (all.spec("warehouse", "Deployment", "stock-api-0").template.metadata.labels["sidecar.istio.io/inject"] = "false"),
  ],
  [
    "callers are in ambient mode",
    "FED621",
    (all) => (all.one("shop", "Namespace", "default").metadata.labels = { "istio.io/dataplane-mode": "ambient" }),
  ],
  [
    "the Service to be created exists",
    "FED622",
    (all) => all.undelivered("shop").add("shop", "v1", "Service", "default", "ledger", { spec: { ports: [{ port: 5432 }] } }),
  ],
  ["the existing Service does not exist", "FED623", (all) => all.remove("shop", "Service", "quotes")],
  [
    "the load balancer has another address",
    "FED624",
    (all) =>
      all
        .undelivered("warehouse")
        .add(
          "warehouse",
          "v1",
          "Service",
          "istio-private-gateways",
          "istio-private-ingressgateway",
          { status: { loadBalancer: { ingress: [{ ip: "192.0.2.99" }] } } },
          ownLabels,
        ),
  ],
  ["the issuer has another name", "FED626", (all) => (all.one("shop", "ClusterIssuer", "federation-ca").metadata.name = "our-ca")],
  [
    "somebody has an object of fedc's name",
    "FED628",
    (all) =>
      all.undelivered("warehouse").add("warehouse", "networking.istio.io/v1", "Gateway", "istio-private-gateways", "consumer-shop", {
        spec: { selector: { istio: "other" } },
      }),
  ],
];

function relabel(all: Dumps, cluster: string, name: string, labels: object): void {
  const isSelected = name === "quotes";
  all.spec(cluster, "Deployment", `${name}-0`).template.metadata.labels = labels;
  if (!isSelected) all.spec(cluster, "Service", name).selector = labels;
}

function addPods(all: Dumps, cluster: string, name: string, labels: object): void {
  all.add(cluster, "apps/v1", "Deployment", "logistics", name, { spec: { template: { metadata: { labels }, spec: { containers: [] } } } });
}

function istiod(all: Dumps, cluster: string, revision: string): void {
  const labels = { app: "istiod", "istio.io/rev": revision };
  all.add(cluster, "apps/v1", "Deployment", "istio-system", "istiod", {
    spec: { template: { metadata: { labels }, spec: { containers: [] } } },
  });
  all.one(cluster, "Deployment", "istiod").metadata.labels = labels;
}
