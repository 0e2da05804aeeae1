import type { Topology } from "../scenario/topology.ts";

/** The clusters of all random federations. Both modes work on them, so that the same meshes serve one federation after the other. */
export const madeClusters: readonly string[] = ["k1", "k2", "k3"];

/** The ports of each application: each of them serves all protocols. */
export const portOf = { http: 8080, tcp: 9000, grpc: 9100 } as const;

export type Protocol = keyof typeof portOf;

/** How each mesh reads paths. */
const normalizations: Readonly<Record<string, string>> = { k1: "DECODE_AND_MERGE_SLASHES", k2: "MERGE_SLASHES", k3: "BASE" };

/** Every mesh has a root and a trust domain of its own, and what it takes for the roots of others to come in. */
export function madeTopology(): Topology {
  return new Map(
    madeClusters.map((name, index) => [
      name,
      {
        root: meshRoot(name),
        trustDomain: `${name}.mesh`,
        issuers: { ca: gatewaysRoot(name) },
        meshConfig: { pathNormalization: { normalization: normalizations[name] } },
        istiodEnv: { ISTIO_MULTIROOT_MESH: "true", SHARED_MESH_CONFIG: "istio-federation" },
        proxyMetadata: { PROXY_CONFIG_XDS_AGENT: "true" },
        addresses: { "istio-private-gateways/istio-private-ingressgateway": ingressAddress(index) },
      },
    ]),
  );
}

/** A cluster as federation.yaml has it. */
export function writtenCluster(name: string, workloads: boolean): object {
  return {
    hostname: `${name}.example.com`,
    trust: {
      gateways: { root: gatewaysRoot(name), certificate: { issuerRef: { kind: "ClusterIssuer", name: "ca" } } },
      workloads: { domain: `${name}.mesh`, ...(workloads && { root: meshRoot(name) }) },
    },
    gateways: { ingress: { addresses: [ingressAddress(madeClusters.indexOf(name))] }, egress: {} },
    istio: { pathNormalization: normalizations[name] },
    gitops: { repository: `https://github.com/example/${name}`, path: "federation", delivery: "directory" },
  };
}

/** `trust.roots` of a federation of these clusters. */
export function writtenRoots(names: readonly string[], workloads: boolean): Readonly<Record<string, readonly { readonly file: string }[]>> {
  const roots = names.flatMap((name) => (workloads ? [gatewaysRoot(name), meshRoot(name)] : [gatewaysRoot(name)]));
  return Object.fromEntries(roots.map((root) => [root, [{ file: `trust/${root}.pem` }]]));
}

/** The authority over the workloads of a mesh; its root has the same name. */
export function meshRoot(cluster: string): string {
  return `${cluster}-mesh`;
}

/** The authority over the gateways of a mesh; its root has the same name. */
export function gatewaysRoot(cluster: string): string {
  return `${cluster}-gateways`;
}

function ingressAddress(index: number): string {
  return `10.66.${index + 1}.2`;
}
