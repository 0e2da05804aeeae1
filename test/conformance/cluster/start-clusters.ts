import { serveDns } from "../machine/dns.ts";
import type { Topology } from "../scenario/topology.ts";
import { Cluster, type Clusters } from "./cluster.ts";
import { startEtcd } from "./etcd.ts";

/** The clusters of a topology, up and in step with their API servers, and their DNS. */
export interface RunningClusters {
  readonly clusters: Clusters;
  stop(): Promise<void>;
}

/** Starts all clusters of a topology at the same time. Their order decides their addresses. `names` are DNS names outside of them. */
export async function startClusters(topology: Topology, names: ReadonlyMap<string, string> = new Map()): Promise<RunningClusters> {
  startEtcd();
  const started = await Promise.all([...topology].map(([name, spec], index) => Cluster.start(name, index + 1, spec)));
  const dns = await serveDns((name, asker) => names.get(name) ?? started[Number(asker.split(".")[2]) - 1]?.lookup(name));
  return {
    clusters: new Map(started.map((cluster) => [cluster.name, cluster])),
    async stop() {
      await Promise.all(started.map((cluster) => cluster.stop()));
      dns.close();
    },
  };
}
