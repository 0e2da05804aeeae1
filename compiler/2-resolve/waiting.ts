import type { ConsumeEntry } from "../1-load/federation-file.ts";
import { enumerated } from "../findings/formats/words.ts";
import type { Allow, Cluster, Consumption } from "./federation.ts";
import { allDestinations, isLocal } from "./routes-in-force.ts";

/**
 * Whether an allow that awaits its consumer waits: no entry of the consumer leads to its exposer. `rivals` are all allows of the service for this
 * consumer. An entry without routes leads to the one exposer. If some other allow does not wait for anybody, it is that one, in force or not: a
 * second exposer can write its half before the consumer has routes, and gets no calls if the first one withdraws its half by `inactive`.
 */
export function waitsForConsumer(allow: Allow, uses: readonly ConsumeEntry[], rivals: readonly Allow[]): boolean {
  if (!allow.awaits || allow.inactive !== undefined) return false;
  const isChosen = !allow.consumer.managed || rivals.every(({ awaits }) => awaits);
  return !uses.some((entry) => (hasWay(entry) ? exposersNamed(entry).includes(allow.exposure.cluster.name) : isChosen));
}

/** Why a consumption that awaits its exposers is not in force: none of them allows it anything. Undefined if one does, or if it does not wait. */
export function waitsForExposers(consumption: Consumption, allows: readonly Allow[]): string | undefined {
  const { cluster, service, written, inactive } = consumption;
  if (written.awaits === undefined || inactive !== undefined) return undefined;
  const remote = allDestinations(consumption).filter((destination) => !isLocal(destination));
  if (hasWay(written)) {
    if (remote.length === 0 || remote.some(({ grant }) => grant)) return undefined;
    return waitsForText.exposers([...new Set(exposersNamed(written))]);
  }
  return allows.length > 0 ? undefined : waitsForText.exposers(possibleExposers(service.exposures, cluster));
}

/** The clusters that an entry without routes may wait for: those that expose the service already. */
export function possibleExposers(exposures: Consumption["service"]["exposures"], consumer: Cluster): readonly string[] {
  return exposures.flatMap(({ cluster }) => (cluster === consumer ? [] : [cluster.name]));
}

/** Why a half of a grant waits, in the words that answers have. */
export const waitsForText = {
  consumer: (consumer: string): string => `waits for ${consumer} to consume it`,
  exposers: (names: readonly string[]): string =>
    names.length === 0 ? "waits for a cluster to expose it" : `waits for ${enumerated(names, "or")} to allow it`,
};

/** Whether an entry says itself where its calls go. */
export function hasWay({ routes, failover }: ConsumeEntry): boolean {
  return routes !== undefined || failover !== undefined;
}

function exposersNamed({ routes = [], failover = [] }: ConsumeEntry): readonly string[] {
  return [...routes.flatMap(({ to }) => to), ...failover].flatMap(({ cluster }) => cluster ?? []);
}
