import type { Clusters } from "../cluster/cluster.ts";
import type { Report } from "../report/report.ts";

/** Waits until all clusters have what their API servers hold, and their proxies what istiod makes of it. */
export async function settle(clusters: Clusters, report: Report): Promise<void> {
  await Promise.all(
    [...clusters.values()].map(async (cluster) => {
      const left = await cluster.settled();
      if (left.length > 0) report.note(`${cluster.name} has not settled: ${left.join(", ")}`);
    }),
  );
}
