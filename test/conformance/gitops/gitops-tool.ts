import type { Cluster } from "../cluster/cluster.ts";

/** What brings a repository into its cluster, and removes there what the repository has no more. */
export interface GitopsTool {
  /** Begins to follow the folder `federation` of a repository. */
  start(cluster: Cluster, repository: string): Promise<void>;
  /** Returns when the cluster says that it holds this commit, and that what it applied is healthy. Throws if it does not come to it. */
  holds(cluster: Cluster, commit: string): Promise<void>;
  /** From here on what is changed by hand stays. */
  suspend(cluster: Cluster): Promise<void>;
}

/** The folder of each repository that has the overlay. */
export const overlayPath = "federation";
