import type { Cluster } from "../cluster/cluster.ts";
import type { Workspace } from "../federation/workspace.ts";

/** A wave that is in the clusters; times in milliseconds since 1970. */
export interface DeliveredWave {
  readonly number: number;
  /** Those whose overlays changed. */
  readonly clusters: readonly string[];
  readonly published: number;
  /** Every cluster said that it holds it. */
  readonly held: number;
}

/** A way from federation.yaml into the clusters. */
export interface Delivery {
  /** Brings what a workspace's federation.yaml compiles to into the clusters. Returns when they hold it. */
  deliver(workspace: Workspace, onWave?: (wave: DeliveredWave) => void): Promise<void>;
  /** From here on what is changed by hand in this cluster stays. */
  suspend(cluster: Cluster): Promise<void>;
}
