import { asFlow } from "../edit/written-entry.ts";
import type { StandingInventory } from "../inventory/cluster-inventory.ts";
import { meshSettings } from "../inventory/mesh-settings.ts";
import { textIn } from "../inventory/standing-object.ts";
import { serviceLines, usesByService } from "./draft-services.ts";
import type { HandMadeFederation } from "./hand-made.ts";
import { placeholderRoot } from "./placeholder-root.ts";

/** The value of `addresses` until the new gateways have an address. */
export const pendingAddresses = "addresses: pending";

/** A federation.yaml for a federation by hand. Comments say where each entry comes from, and what is to be filled in. */
export function draftOf(name: string, handMade: HandMadeFederation, inventory: StandingInventory): string {
  const { uses } = handMade;
  const clusters = [...inventory.clusters.keys()].filter((cluster) =>
    uses.some(({ name: { entry } }) => entry.consumer.cluster === cluster || entry.exposer.cluster === cluster),
  );
  const services = [...usesByService(uses)].flatMap(([service, all]) => serviceLines(service, all));
  return [
    "# A draft, made by `fedc import` of hand-made objects. Read every entry: FILL IN marks what no dump tells.",
    "apiVersion: fedc.dev/v1alpha1",
    "kind: Federation",
    "metadata:",
    `  name: ${asFlow(name)}`,
    "",
    "clusters:",
    ...clusters.flatMap((cluster) => clusterLines(cluster, handMade, inventory)),
    "",
    "trust:",
    "  mode: gateways",
    "  roots:",
    ...clusters.flatMap((cluster) => rootLines(cluster, handMade)),
    "",
    ...(services.length === 0 ? ["services: {}"] : ["services:", ...services]),
    "",
  ].join("\n");
}

function clusterLines(cluster: string, { uses }: HandMadeFederation, inventory: StandingInventory): readonly string[] {
  const [exposes, consumes] = (["exposer", "consumer"] as const).map((side) =>
    uses.some(({ name: { entry } }) => entry[side].cluster === cluster),
  );
  const standing = inventory.of({ name: cluster });
  const settings = standing && meshSettings(standing, { rootNamespace: "istio-system", revision: undefined });
  const domain = settings && textIn(settings.mesh, "trustDomain");
  const normalization = settings && textIn(settings.mesh, "pathNormalization", "normalization");
  const own = domain === undefined || domain === "cluster.local" ? "" : `, workloads: { domain: ${asFlow(domain)} }`;
  const gateways = [...(exposes ? [`ingress: { ${pendingAddresses} }`] : []), ...(consumes ? ["egress: {}"] : [])].join(", ");
  const taken = standing?.find("Namespace", "", "istio-private-gateways") ? "namespace: federation-gateways, " : "";
  return [
    `  ${asFlow(cluster)}:`,
    `    hostname: ${asFlow(`${cluster}.federation.example`)} # FILL IN: the base of its names; need not resolve in DNS`,
    `    trust: { gateways: { root: ${asFlow(`${cluster}-gateways`)}, certificate: { issuerRef: { kind: ClusterIssuer, name: federation-ca } } }${own} } # FILL IN: the issuer`,
    ...(exposes ? ["    # the address of fedc's own ingress gateway, once its load balancer has one"] : []),
    `    gateways: { ${taken}${gateways} }`,
    ...(normalization !== undefined && normalization !== "DEFAULT"
      ? [`    istio: { pathNormalization: ${asFlow(normalization)} } # ${settings?.object.title}`]
      : []),
    `    gitops: { repository: ${asFlow(`https://github.com/example/${cluster}-gitops`)}, path: federation, delivery: directory } # FILL IN`,
  ];
}

function rootLines(cluster: string, { roots }: HandMadeFederation): readonly string[] {
  const known = roots.get(cluster);
  const from = known
    ? `from ${known.object.title}, ${known.object.file}:${known.object.line}`
    : "FILL IN: a placeholder, by which nobody can sign";
  const lines = (known?.pem ?? placeholderRoot)
    .trim()
    .split("\n")
    .map((line) => `          ${line}`);
  return [`    ${asFlow(`${cluster}-gateways`)}:`, `      # ${from}`, "      - pem: |", ...lines];
}
