import type { Federation } from "../2-resolve/federation.ts";
import { certificatesOf } from "../2-resolve/trusted-roots.ts";
import { inSteps } from "../findings/progress.ts";
import { type Meshes, meshesTogether } from "../istio/data-path/meshes.ts";
import { type Mesh, readMesh } from "../istio/objects/mesh.ts";
import { factsOf } from "./facts.ts";
import { type Vocabulary, VocabularyReader } from "./vocabulary.ts";

/** All clusters as the model sees them, and the words of their objects. Reads one after the other, so that objects need not be kept. */
export function readClusters(
  federation: Federation,
  objectsByCluster: ReadonlyMap<string, readonly unknown[]>,
): { readonly meshes: Meshes; readonly vocabulary: Vocabulary } {
  const roots = new Map([...federation.roots].map(([name, root]) => [name, certificatesOf(root)]));
  const reader = new VocabularyReader();
  const meshes = new Map<string, Mesh>();
  const all = factsOf(federation);
  for (const [name, facts] of inSteps("reading overlays", all, all.size, "clusters")) {
    const objects = objectsByCluster.get(name);
    meshes.set(name, readMesh({ facts, objects }, roots));
    reader.add(objects ?? []);
  }
  return { meshes: meshesTogether(meshes, roots), vocabulary: reader.words };
}
