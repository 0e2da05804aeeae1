import type { Mesh } from "../objects/mesh.ts";
import type { World } from "../world.ts";

/** All clusters, read. */
export interface Meshes {
  readonly clusters: ReadonlyMap<string, Mesh>;
  /** Ingress gateways by `address:port`. */
  readonly ingresses: ReadonlyMap<string, Mesh>;
  readonly roots: World["roots"];
}
