import type { Cluster } from "../cluster/cluster.ts";
import type { Workspace } from "../federation/workspace.ts";

/** A way from federation.yaml into the clusters. */
export interface Delivery {
  /** Brings what a workspace's federation.yaml compiles to into the clusters. Returns when they hold it. */
  deliver(workspace: Workspace): Promise<void>;
  /** From here on what is changed by hand in this cluster stays. */
  suspend(cluster: Cluster): Promise<void>;
}
