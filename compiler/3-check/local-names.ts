import type { Cluster, Consumption, Federation, LocalName } from "../2-resolve/federation.ts";
import { oncePer } from "./once-per.ts";

/** A consumption that says its local name. */
export type NamedConsumption = Consumption & { readonly as: LocalName };

/** What one host name means in one cluster, under which consumptions and ports. */
export interface UsedName {
  readonly cluster: Cluster;
  readonly host: string;
  /** Those in force. */
  readonly consumptions: readonly NamedConsumption[];
}

/** Every local name of every cluster, compared in full: `x.default` and `x.default.svc.cluster.local` are one. */
export const usedNames = oncePer(({ services }: Federation): readonly UsedName[] => {
  const names = new Map<string, { cluster: Cluster; host: string; consumptions: NamedConsumption[] }>();
  for (const { consumptions } of services)
    for (const consumption of consumptions) {
      if (!isNamed(consumption) || consumption.inactive !== undefined) continue;
      const { cluster, as } = consumption;
      const key = `${cluster.name} ${as.host}`;
      const found = names.get(key);
      if (found) found.consumptions.push(consumption);
      else names.set(key, { cluster, host: as.host, consumptions: [consumption] });
    }
  return [...names.values()];
});

function isNamed(consumption: Consumption): consumption is NamedConsumption {
  return consumption.as !== undefined;
}
