import { asFlow } from "../../edit/written-entry.ts";

export interface ScaffoldCluster {
  readonly name: string;
  readonly hostname: string;
}

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
  # If you have a file in trust/, replace \`{}\` by:
  #   our-ca:
  #     - file: trust/our-ca.pem
  roots: {}

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
services: {}
`;
}

function clusterText({ name, hostname }: ScaffoldCluster, repository: string | undefined): string {
  return `  ${asFlow(name)}:
    hostname: ${asFlow(hostname).padEnd(15)} # base of the names that others use for it; need not resolve in DNS
    # trust:                  # needs a root below, which signs the certificates of its federation gateways
    #   gateways:
    #     root: our-ca
    #     certificate: { issuerRef: { kind: ClusterIssuer, name: federation-ca } }
    gateways:
      egress: {}              # to consume: calls go out here
      # ingress:              # to expose: calls come in here
      #   addresses: pending  # where others reach it: IP addresses, one DNS name, or \`pending\` until it has one
    gitops:                   # where its overlay goes
      repository: ${repository ?? `https://github.com/example/${name}-gitops`}
      path: ${repository === undefined ? "federation" : `clusters/${name}/federation`}
      delivery: pull-request  # or commit, or directory: you copy it there
`;
}
