import type { Cluster } from "../../2-resolve/federation.ts";
import type { ClusterView } from "../cluster-view.ts";
import { type Manifest, manifest, metadata } from "../manifest.ts";
import { exposerEndpoints, exposerPort, resolutionOf } from "./endpoints.ts";

/** An exposer's ingress gateway, as this cluster's egress gateway knows it. */
export function exposerEntry({ federation, cluster }: ClusterView, exposer: Cluster): Manifest {
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "ServiceEntry",
      metadata: metadata({ federation, namespace: cluster.namespace }, `exposer-${exposer.name}`),
      spec: {
        hosts: [exposer.hostname],
        location: "MESH_EXTERNAL",
        resolution: resolutionOf([exposer]),
        exportTo: ["."],
        ports: [exposerPort],
        endpoints: exposerEndpoints(exposer),
      },
    },
    `The ingress gateway of ${exposer.name}.`,
  );
}
