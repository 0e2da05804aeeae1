import type { Certificate } from "../../certificates/certificate.ts";
import { type Mesh, readMesh } from "../objects/mesh.ts";
import type { World } from "../world.ts";

/** All clusters, ready to be asked, and who answers at an address. */
export interface Meshes {
  readonly clusters: ReadonlyMap<string, Mesh>;
  /** Ingress gateways by `address:port`. */
  readonly ingresses: ReadonlyMap<string, Mesh>;
  readonly roots: ReadonlyMap<string, readonly Certificate[]>;
}

/** Reads all clusters' objects. Throws UnsupportedObject for whatever it does not know. */
export function readMeshes({ clusters, roots }: World): Meshes {
  return meshesTogether(new Map([...clusters].map(([name, cluster]) => [name, readMesh(cluster, roots)])), roots);
}

/** Clusters that were read one by one, each as it is at some time. */
export function meshesTogether(clusters: ReadonlyMap<string, Mesh>, roots: World["roots"]): Meshes {
  const ingresses = [...clusters.values()].flatMap((mesh) =>
    mesh.facts.ingressAddresses.map((address) => [`${address.toLowerCase()}:${mesh.facts.ingressPort}`, mesh] as const),
  );
  return { clusters, ingresses: new Map(ingresses), roots };
}
