import type { Spans } from "../1-load/spans.ts";
import { type AwaitingHalf, awaitingHalves } from "../2-resolve/awaiting-halves.ts";
import type { Allow, Consumption, Exposure, FederatedService, Federation, Grant } from "../2-resolve/federation.ts";
import type { RequiredCalls } from "../2-resolve/required-calls.ts";
import { exposurePlace } from "../2-resolve/written-places.ts";
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

/** The half of a grant that awaits the other, if that is why a cluster does not use a service, of one exposer or of any. */
export function waitingHalf(
  federation: Federation,
  { from, service, at }: Pick<RequiredCalls, "from" | "service" | "at">,
): AwaitingHalf | undefined {
  return awaitingOf(federation).find(
    (half) =>
      half.state !== "in force" &&
      half.consumer === from &&
      half.service === service.name &&
      (at === undefined || half.exposer === undefined || half.exposer === at),
  );
}

/** The halves of grants that say `awaits`. */
export const awaitingOf = oncePer(awaitingHalves);

/** Grants in force between clusters in mode workloads. */
export const grantsByWorkloads = oncePer((federation: Federation): readonly Grant[] =>
  grantsInForce(federation).filter(({ mode }) => mode === "workloads"),
);

/** Every exposure in the order of the file, so that a finding about two of them is reported at the later one. */
export const exposuresAsWritten = oncePer((federation: Federation, at: Spans): readonly Exposure[] => {
  const placed = exposuresOf(federation).map((exposure) => ({ exposure, start: exposurePlace(at, exposure).start }));
  return placed.sort((a, b) => a.start - b.start).map(({ exposure }) => exposure);
});

/** Whether some entry may be several consumptions: one under a group is a consumption of each member. */
const hasSharedEntries = oncePer((federation: Federation): boolean =>
  consumptionsOf(federation).some(({ key, cluster }) => key !== cluster.name),
);

/** The consumptions that a rule is about, once per entry of the file. */
export function oncePerEntry(federation: Federation, isConcerned: (consumption: Consumption) => boolean): readonly Consumption[] {
  const concerned = consumptionsOf(federation).filter(isConcerned);
  return hasSharedEntries(federation) ? uniqueBy(concerned, ({ written }) => written) : concerned;
}

/** A service's consumptions by clusters that have several of them. A service's consumptions are sorted by cluster. */
export function severalInCluster({ consumptions }: FederatedService): readonly Consumption[] {
  return consumptions.filter(({ cluster }, index) => [index - 1, index + 1].some((beside) => consumptions[beside]?.cluster === cluster));
}
