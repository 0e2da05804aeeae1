import type { Cluster, Consumption, Federation, LocalName } from "../2-resolve/federation.ts";
import { grouped } from "../2-resolve/grouped.ts";
import { oncePer } from "./once-per.ts";
import { consumptionsOf } from "./resolved.ts";

/** A consumption that has a local name. */
export type NamedConsumption = Consumption & { readonly as: LocalName };

/** A host name that a cluster uses, with the consumptions in force under it, on all ports. */
export interface UsedName {
  readonly cluster: Cluster;
  readonly host: string;
  readonly consumptions: readonly NamedConsumption[];
}

/** The local names of all clusters. Names are compared in full: `x.default` and `x.default.svc.cluster.local` are the same. */
export const usedNames = oncePer((federation: Federation): readonly UsedName[] => {
  const names: UsedName[] = [];
  const byCluster = new Map<Cluster, Map<string, NamedConsumption[]>>();
  for (const consumption of consumptionsOf(federation)) {
    if (!isNamed(consumption) || consumption.inactive !== undefined) continue;
    const { cluster, as } = consumption;
    const byHost = byCluster.get(cluster) ?? new Map<string, NamedConsumption[]>();
    const consumptions = byHost.get(as.host) ?? [];
    if (consumptions.push(consumption) === 1) names.push({ cluster, host: as.host, consumptions });
    byCluster.set(cluster, byHost.set(as.host, consumptions));
  }
  return names;
});

/** The consumptions of each local name, by cluster and host. */
const consumptionsByName = oncePer((federation: Federation): ReadonlyMap<Cluster, ReadonlyMap<string, readonly NamedConsumption[]>> => {
  const byCluster = grouped(usedNames(federation), ({ cluster }) => cluster);
  return new Map([...byCluster].map(([cluster, names]) => [cluster, new Map(names.map(({ host, consumptions }) => [host, consumptions]))]));
});

/** The consumptions in force of a cluster under a host name. */
export function consumptionsNamed(federation: Federation, cluster: Cluster, host: string): readonly NamedConsumption[] {
  return consumptionsByName(federation).get(cluster)?.get(host) ?? [];
}

function isNamed(consumption: Consumption): consumption is NamedConsumption {
  return consumption.as !== undefined;
}
