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
  const inForce = consumptionsOf(federation).filter(
    (each): each is NamedConsumption => each.as !== undefined && each.inactive === undefined,
  );
  return [...grouped(inForce, ({ cluster, as }) => `${cluster.name} ${as.host}`).values()].flatMap((consumptions) =>
    consumptions.slice(0, 1).map(({ cluster, as }) => ({ cluster, host: as.host, consumptions })),
  );
});
