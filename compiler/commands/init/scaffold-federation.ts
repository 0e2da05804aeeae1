import { asFlow } from "../../edit/written-entry.ts";
import { proposedServiceLines } from "./proposed-services.ts";
import type { ScaffoldCluster, StandingCluster } from "./standing-cluster.ts";

export interface ScaffoldFile {
  readonly name: string;
  readonly clusters: readonly ScaffoldCluster[];
  /** The repository of all clusters. If it is undefined, each cluster gets an example. */
  readonly repository: string | undefined;
  /** The address of the schema, for editors. */
  readonly schema: string;
}

/** A valid federation.yaml to begin with, in which no cluster may call another. */
export function scaffoldFederation({ name, clusters, repository, schema }: ScaffoldFile): string {
  const roots = clusters.filter(({ standing }) => standing?.root);
  return `# yaml-language-server: $schema=${schema}
#
# The services that cross from one cluster to another. A service crosses only if
# both sides are written here. \`fedc check\` finds mistakes in this file, and
# \`fedc build\` makes an overlay for each of its clusters.
apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata:
  name: ${asFlow(name)}

# The clusters of the federation. A cluster is connected to no other cluster until a service below says so.
clusters:
${clusters.map((cluster) => clusterText(cluster, repository)).join("\n")}
# How the clusters prove who they are to one another.
trust:
  mode: gateways        # only the federation gateways trust each other; or \`workloads\`
  # The public certificates of the authorities that sign the gateways' certificates. Never write a private key here.
  # If you have a file in trust/, ${roots.length > 0 ? "add" : "replace `{}` by"}:
  #   our-ca:
  #     - file: trust/our-ca.pem
${roots.length === 0 ? "  roots: {}" : ["  roots:", ...roots.map(rootText)].join("\n")}

# The services that cross: who exposes each, to whom, and who uses it under which name.
# \`fedc expose\` and \`fedc consume\` write entries, or you write them:
#   stock:
#     protocol: http                    # or http2, grpc, tcp
#     expose:
#       ${clusters.at(-1)?.name}:
#         service: stock.logistics      # the Service there, name.namespace
#         port: 8080
#         allow:
#           ${clusters[0]?.name}: { methods: [GET] }
#     consume:
#       ${clusters[0]?.name}:
#         as: stock.default             # the Service that applications call
#         port: 80
#         localService: create          # this Service does not exist: create it
#         callers: [default/web]        # the service accounts that may call
${proposedServiceLines(clusters)}services: {}
`;
}

/** The file of a root from a dump, and the name that it has in federation.yaml. */
export function proposedRootName({ name }: ScaffoldCluster): string {
  return `${name}-ca`;
}

function rootText(cluster: ScaffoldCluster): string {
  const root = proposedRootName(cluster);
  const { title = "" } = cluster.standing?.root?.object ?? {};
  return `    ${asFlow(root)}:                # from the ${title} of ${cluster.name}\n      - file: trust/${root}.pem`;
}

function clusterText(cluster: ScaffoldCluster, repository: string | undefined): string {
  const { name, hostname, standing } = cluster;
  return `  ${asFlow(name)}:${standing ? `              # from ${standing.from}` : ""}
    hostname: ${asFlow(hostname).padEnd(15)} # base of the names that others use for it; need not resolve in DNS
${trustText(cluster)}${istioText(standing)}    gateways:
${namespaceText(standing)}      egress: {}              # to consume: calls go out here
${ingressText(standing)}    gitops:                   # where its overlay goes
      repository: ${repository ?? `https://github.com/example/${name}-gitops`}
      path: ${repository === undefined ? "federation" : `clusters/${name}/federation`}
      delivery: pull-request  # or commit, or directory: you copy it there
`;
}

function trustText(cluster: ScaffoldCluster): string {
  const { standing } = cluster;
  const [issuer, ...others] = standing?.issuers ?? [];
  const reference = `{ issuerRef: { kind: ClusterIssuer, name: ${asFlow(issuer?.name ?? "federation-ca")} } }`;
  const choice = others.length > 0 ? ` # or ${others.map(({ name }) => name).join(", ")}` : "";
  const domain =
    standing?.trustDomain === undefined
      ? undefined
      : `      workloads: { domain: ${asFlow(standing.trustDomain)} } # of its mesh configuration\n`;
  const gateways = (root: string) => [`gateways:`, `  root: ${root}`, `  certificate: ${reference}${choice}`];
  if (standing?.root) {
    const lines = gateways(proposedRootName(cluster)).map((line) => `      ${line}\n`);
    return `    trust:\n${domain ?? ""}${lines.join("")}`;
  }
  const commented = gateways("our-ca").map((line) => `    #   ${line}\n`);
  const note = "needs a root below, which signs the certificates of its federation gateways";
  if (domain !== undefined)
    return `    trust:\n${domain}      # ${note}:\n${gateways("our-ca")
      .map((line) => `      # ${line}\n`)
      .join("")}`;
  return `    # trust:                  # ${note}\n${commented.join("")}`;
}

function istioText(standing: StandingCluster | undefined): string {
  const { istio = {} } = standing ?? {};
  return Object.keys(istio).length === 0 ? "" : `    istio: ${asFlow(istio)} # of its mesh configuration\n`;
}

function namespaceText(standing: StandingCluster | undefined): string {
  return standing?.takenNamespace
    ? "      namespace: federation-gateways # the cluster has a namespace istio-private-gateways already\n"
    : "";
}

function ingressText(standing: StandingCluster | undefined): string {
  const addresses = standing?.addresses ?? [];
  if (addresses.length > 0) return `      ingress: { addresses: ${asFlow([...addresses])} } # to expose: calls come in here\n`;
  const others = (standing?.balanced ?? [])
    .slice(0, 3)
    .map(
      ({ title, addresses: own }) =>
        `      #     (${title} has ${own.join(", ")} for other calls; fedc's gateway gets an address of its own)\n`,
    );
  return `      # ingress:              # to expose: calls come in here
      #   addresses: pending  # where others reach it: IP addresses, one DNS name, or \`pending\` until it has one
${others.join("")}`;
}
