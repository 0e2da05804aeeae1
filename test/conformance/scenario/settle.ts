import { setTimeout as sleep } from "node:timers/promises";
import type { Clusters } from "../cluster/cluster.ts";
import type { Report } from "../report/report.ts";

/** istiod tells a changed mesh configuration to agents, and they to Envoy, apart from the pushes that can be watched. */
const roundOfTrustInMilliseconds = 5000;

/** Waits until all clusters have what their API servers hold, and their proxies what istiod makes of it. */
export async function settle(clusters: Clusters, report: Report): Promise<void> {
  const all = [...clusters.values()];
  await Promise.all(
    all.map(async (cluster) => {
      const left = await cluster.settled();
      if (left.length > 0) report.note(`${cluster.name} has not settled: ${left.join(", ")}`);
    }),
  );
  if (all.some(({ place }) => place.spec.istiodEnv?.SHARED_MESH_CONFIG !== undefined)) await sleep(roundOfTrustInMilliseconds);
}
