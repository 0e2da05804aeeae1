import { asFlow } from "../edit/written-entry.ts";
import { printable } from "../findings/formats/printable.ts";
import type { StandingInventory } from "../inventory/cluster-inventory.ts";
import { meshSettings } from "../inventory/mesh-settings.ts";
import { type StandingObject, textIn } from "../inventory/standing-object.ts";
import { draftServices, serviceLines } from "./draft-services.ts";
import { gatewayIssuer, gatewayRoot } from "./gateway-trust.ts";
import type { HandMadeFederation } from "./hand-made.ts";
import { placeholderRoot } from "./placeholder-root.ts";
import { type DraftedTrust, draftedTrust } from "./trust-by-hand.ts";

/** The value of `addresses` until the new gateways have an address. */
export const pendingAddresses = "addresses: pending";

/** A federation.yaml for a federation by hand. Comments say where each entry comes from, and what is to be filled in. */
export function draftOf(name: string, handMade: HandMadeFederation, inventory: StandingInventory): string {
  const { uses } = handMade;
  const trust = draftedTrust(handMade);
  const clusters = [...inventory.clusters.keys()].filter((cluster) =>
    uses.some(({ consumer, exposer }) => consumer === cluster || exposer === cluster),
  );
  const services = draftServices(handMade).flatMap((service) => serviceLines(service, handMade, trust.isWorkloads));
  return [
    "# A draft, made by `fedc import` of hand-made objects. Read every entry: FILL IN marks what no dump tells.",
    "apiVersion: fedc.dev/v1alpha1",
    "kind: Federation",
    "metadata:",
    `  name: ${asFlow(name)}`,
    "",
    "clusters:",
    ...clusters.flatMap((cluster) => clusterLines(cluster, handMade, inventory, trust)),
    "",
    "trust:",
    `  mode: ${trust.mode}`,
    ...trust.pairs.map(
      ({ between, mode }, index) => `${index === 0 ? "  pairs:\n" : ""}    - { between: ${asFlow(between)}, mode: ${mode} }`,
    ),
    "  roots:",
    ...clusters.flatMap((cluster) => rootLines(cluster, handMade, trust)),
    "",
    ...(services.length === 0 ? ["services: {}"] : ["services:", ...services]),
    "",
  ].join("\n");
}

function clusterLines(
  cluster: string,
  { uses, clusters }: HandMadeFederation,
  inventory: StandingInventory,
  trust: DraftedTrust,
): readonly string[] {
  const [exposes, consumes] = (["exposer", "consumer"] as const).map((side) => uses.some((use) => use[side] === cluster));
  const standing = inventory.of({ name: cluster });
  const settings = standing && meshSettings(standing, { rootNamespace: "istio-system", revision: undefined });
  const domain = trust.domains.get(cluster) ?? (settings && textIn(settings.mesh, "trustDomain"));
  const normalization = settings && textIn(settings.mesh, "pathNormalization", "normalization");
  const kinds = trust.kinds(cluster);
  const issuer = clusters.get(cluster) && gatewayIssuer(clusters.get(cluster)?.standing);
  const certificate = issuer
    ? `{ issuerRef: ${asFlow({ ...issuer.ref })} }`
    : "{ issuerRef: { kind: ClusterIssuer, name: federation-ca } }";
  const root = kinds.has("workloads") ? `, root: ${asFlow(`${cluster}-workloads`)}` : "";
  const own =
    root === "" && (domain === undefined || domain === "cluster.local")
      ? ""
      : `workloads: { domain: ${asFlow(domain ?? "cluster.local")}${root} }`;
  const gates = kinds.has("gateways") ? `gateways: { root: ${asFlow(`${cluster}-gateways`)}, certificate: ${certificate} }` : "";
  const gateways = [...(exposes ? [`ingress: { ${pendingAddresses} }`] : []), ...(consumes ? ["egress: {}"] : [])].join(", ");
  const taken = standing?.find("Namespace", "", "istio-private-gateways") ? "namespace: federation-gateways, " : "";
  const from = gates === "" ? "" : issuer ? ` # the issuer: ${printable(issuer.object.title)}` : " # FILL IN: the issuer";
  return [
    `  ${asFlow(cluster)}:`,
    `    hostname: ${asFlow(`${cluster}.federation.example`)} # FILL IN: the base of its names; need not resolve in DNS`,
    `    trust: { ${[gates, own].filter(Boolean).join(", ")} }${from}`,
    ...(exposes ? ["    # the address of fedc's own ingress gateway, once its load balancer has one"] : []),
    `    gateways: { ${taken}${gateways} }`,
    ...(normalization !== undefined && normalization !== "DEFAULT"
      ? [`    istio: { pathNormalization: ${asFlow(normalization)} } # ${printable(settings?.object.title ?? "")}`]
      : []),
    `    gitops: { repository: ${asFlow(`https://github.com/example/${cluster}-gitops`)}, path: federation, delivery: directory } # FILL IN`,
  ];
}

function rootLines(cluster: string, handMade: HandMadeFederation, trust: DraftedTrust): readonly string[] {
  const kinds = trust.kinds(cluster);
  return [
    ...(kinds.has("gateways") ? oneRoot(`${cluster}-gateways`, gatewayRoot(cluster, handMade)) : []),
    ...(kinds.has("workloads") ? oneRoot(`${cluster}-workloads`, undefined) : []),
  ];
}

function oneRoot(name: string, known: { readonly pem: string; readonly object: StandingObject } | undefined): readonly string[] {
  const from = known
    ? printable(`from ${known.object.title}, ${known.object.file}:${known.object.line}`)
    : "FILL IN: a placeholder, by which nobody can sign";
  const lines = (known?.pem ?? placeholderRoot)
    .trim()
    .split("\n")
    .map((line) => `          ${line}`);
  return [`    ${asFlow(name)}:`, `      # ${from}`, "      - pem: |", ...lines];
}
