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
# Which services cross from one cluster to another. Nothing does unless it is
# written here on both sides. \`fedc check\` tells what is wrong with this file,
# \`fedc build\` makes an overlay for every cluster of it.
apiVersion: fedc.dev/v1alpha1
kind: Federation
metadata:
  name: ${asFlow(name)}

# Who is in the federation. A cluster is connected to nobody until a service below says so.
clusters:
${clusters.map((cluster) => clusterText(cluster, repository)).join("\n")}
# How the clusters prove who they are to one another.
trust:
  mode: gateways        # only the federation gateways trust each other; or \`workloads\`
  # The public certificates of what signs for the gateways; private keys never stand here.
  # With a file in trust/, write in place of \`{}\`:
  #   our-ca:
  #     - file: trust/our-ca.pem
  roots: {}

# What crosses: per service who exposes it, to whom, and who uses it under which name.
# \`fedc expose\` and \`fedc consume\` write it, or you do:
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
#         localService: create          # there is none yet: make it
#         callers: [default/web]        # the service accounts that may
services: {}
`;
}

function clusterText({ name, hostname }: ScaffoldCluster, repository: string | undefined): string {
  return `  ${asFlow(name)}:
    hostname: ${asFlow(hostname).padEnd(15)} # base of the names that others use for it; need not resolve in DNS
    # trust:                  # with a root below: what signs the certificates of its federation gateways
    #   gateways:
    #     root: our-ca
    #     certificate: { issuerRef: { kind: ClusterIssuer, name: federation-ca } }
    gateways:
      egress: {}              # to consume: calls go out here
      # ingress:              # to expose: calls come in here
      #   addresses: pending  # where others reach it: IPs, one DNS name, or \`pending\` until there is one
    gitops:                   # where its overlay goes
      repository: ${repository ?? `https://github.com/example/${name}-gitops`}
      path: ${repository === undefined ? "federation" : `clusters/${name}/federation`}
      delivery: pull-request  # or commit, or directory: you bring it there
`;
}
