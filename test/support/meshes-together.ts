import type { Meshes } from "../../compiler/istio/data-path/meshes.ts";
import { type Mesh, readMesh } from "../../compiler/istio/objects/mesh.ts";
import type { World } from "../../compiler/istio/world.ts";

/** Reads all clusters' objects. Throws UnsupportedObject for everything that the model does not know. */
export function readMeshes({ clusters, roots }: World): Meshes {
  return meshesTogether(new Map([...clusters].map(([name, cluster]) => [name, readMesh(cluster, roots)])), roots);
}

/** Combines clusters that were read one by one, such as the states of each in different waves. */
export function meshesTogether(clusters: ReadonlyMap<string, Mesh>, roots: World["roots"]): Meshes {
  const ingresses = [...clusters.values()].flatMap((mesh) =>
    mesh.facts.ingressAddresses.map((address) => [`${address.toLowerCase()}:${mesh.facts.ingressPort}`, mesh] as const),
  );
  return { clusters, ingresses: new Map(ingresses), roots };
}
