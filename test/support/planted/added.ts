import type { Dumps, PlantedMistake } from "./dumps.ts";
import { readRoot } from "./federation.ts";

const istio = "networking.istio.io/v1";
const security = "security.istio.io/v1";
const egressOnly = { from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "elsewhere" } } }] };

/** Objects of others that must not be there, and settings of the mesh. */
export const addedObjects: readonly PlantedMistake[] = [
  [
    "a VirtualService for a local name",
    "FED629",
    (all) => all.add("shop", istio, "VirtualService", "default", "canary", { spec: { hosts: ["quotes"], http: [{}] } }),
  ],
  [
    "a ServiceEntry for a host of fedc",
    "FED630",
    (all) => all.add("shop", istio, "ServiceEntry", "default", "old", { spec: { hosts: ["warehouse.example.com"] } }),
  ],
  [
    "a DestinationRule turns TLS off",
    "FED631",
    (all) =>
      all.add("warehouse", istio, "DestinationRule", "logistics", "quotes", {
        spec: { host: "quotes", trafficPolicy: { tls: { mode: "DISABLE" } } },
      }),
  ],
  [
    "a Sidecar hides the gateways from bytes",
    "FED632 FED646",
    (all) => all.add("shop", istio, "Sidecar", "default", "default", { spec: { egress: [{ hosts: ["./*", "istio-system/*"] }] } }),
  ],
  [
    "the mesh takes callers without TLS",
    "FED633",
    (all) => all.add("warehouse", security, "PeerAuthentication", "istio-system", "default", { spec: { mtls: { mode: "PERMISSIVE" } } }),
  ],
  [
    "protected pods take no TLS",
    "FED634",
    (all) =>
      all.add("warehouse", security, "PeerAuthentication", "logistics", "plain", {
        spec: { selector: { matchLabels: { app: "stock-api" } }, mtls: { mode: "DISABLE" } },
      }),
  ],
  [
    "an ALLOW policy for others",
    "FED635",
    (all) =>
      all.add("warehouse", security, "AuthorizationPolicy", "logistics", "own", {
        spec: { selector: { matchLabels: { app: "ledger" } }, rules: [{ from: [{ source: { namespaces: ["logistics"] } }] }] },
      }),
  ],
  [
    "a policy allows only another path",
    "FED635",
    (all) =>
      all.add("warehouse", security, "AuthorizationPolicy", "logistics", "own", {
        spec: { selector: { matchLabels: { app: "stock-api" } }, rules: [{ to: [{ operation: { paths: ["/items/8"] } }] }] },
      }),
  ],
  [
    "a policy by address",
    "FED636",
    (all) =>
      all.add("warehouse", security, "AuthorizationPolicy", "logistics", "own", {
        spec: { action: "DENY", rules: [{ from: [{ source: { notIpBlocks: ["10.0.0.0/8"] } }] }] },
      }),
  ],
  [
    "a policy for the whole mesh",
    "FED637",
    (all) => all.add("shop", security, "AuthorizationPolicy", "istio-system", "allow-all", { spec: { rules: [{}] } }),
  ],
  [
    "a NetworkPolicy around exposed pods",
    "FED638",
    (all) =>
      all.add("warehouse", "networking.k8s.io/v1", "NetworkPolicy", "logistics", "closed", {
        spec: { podSelector: { matchLabels: { app: "ledger" } }, ingress: [egressOnly] },
      }),
  ],
  [
    "a NetworkPolicy around the ingress gateway",
    "FED638",
    (all) =>
      all.add("depot", "networking.k8s.io/v1", "NetworkPolicy", "istio-private-gateways", "closed", {
        spec: { podSelector: {}, ingress: [egressOnly] },
      }),
  ],
  ["roots in the mesh configuration", "FED639", (all) => addToMesh(all, "depot", "caCertificates:\n  - pem: none\n")],
  ["another trust domain", "FED640", (all) => replaceInMesh(all, "shop", "shop.test", "cluster.local")],
  ["paths are normalized in another way", "FED640", (all) => replaceInMesh(all, "warehouse", "BASE", "NONE")],
  [
    "an EnvoyFilter on the gateways",
    "FED641",
    (all) =>
      all.add("warehouse", "networking.istio.io/v1alpha3", "EnvoyFilter", "istio-system", "all", {
        spec: { configPatches: [{ applyTo: "CLUSTER" }] },
      }),
  ],
  [
    "another root of workloads",
    "FED644",
    (all) => (all.one("depot", "ConfigMap", "istio-ca-root-cert").data = { "root-cert.pem": pemOf("trust/shop.pem") }),
  ],
  ["somebody else's namespace", "FED645", (all) => all.add("warehouse", "v1", "Namespace", undefined, "istio-private-gateways")],
];

function pemOf(path: string): string {
  const read = readRoot(path);
  return "text" in read ? read.text : "";
}

function addToMesh(all: Dumps, cluster: string, text: string): void {
  const { data } = all.one(cluster, "ConfigMap", "istio") as unknown as { data: { mesh: string } };
  data.mesh += text;
}

function replaceInMesh(all: Dumps, cluster: string, from: string, to: string): void {
  const { data } = all.one(cluster, "ConfigMap", "istio") as unknown as { data: { mesh: string } };
  data.mesh = data.mesh.replace(from, to);
}
