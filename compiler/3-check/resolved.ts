import type { Allow, Consumption, Exposure, FederatedService, Federation, Grant } from "../2-resolve/federation.ts";
import { oncePer } from "./once-per.ts";
import { uniqueBy } from "./repeats.ts";

/** Every exposure, by service and cluster. */
export const exposuresOf = oncePer(({ services }: Federation): readonly Exposure[] => services.flatMap(({ exposures }) => exposures));

/** Every consumption, by service and cluster. */
export const consumptionsOf = oncePer(({ services }: Federation): readonly Consumption[] =>
  services.flatMap(({ consumptions }) => consumptions),
);

/** The allows of a service that are not in an inactive cluster or service. They may be inactive themselves. */
export function allowsOf({ exposures }: FederatedService): readonly Allow[] {
  return exposures.flatMap(({ active, allows }) => (active ? allows : []));
}

/** The grants that nothing made inactive. */
export const grantsInForce = oncePer(({ grants }: Federation): readonly Grant[] => grants.filter(({ inactive }) => inactive === undefined));

/** Grants in force between clusters in mode workloads. */
export const grantsByWorkloads = oncePer((federation: Federation): readonly Grant[] =>
  grantsInForce(federation).filter(({ mode }) => mode === "workloads"),
);

/** The consumptions that a rule is about, once per entry of the file: an entry under a group is a consumption of each member. */
export function oncePerEntry(federation: Federation, isConcerned: (consumption: Consumption) => boolean): readonly Consumption[] {
  return uniqueBy(consumptionsOf(federation).filter(isConcerned), ({ written }) => written);
}
