import type { AlternativeEntry, ConsumeEntry } from "../1-load/federation-file.ts";
import type { Allow, Consumption, FederatedService, Federation, Grant } from "./federation.ts";
import { allDestinations, isLocal } from "./routes-in-force.ts";
import { hasWay, possibleExposers, waitsForText } from "./waiting.ts";

/** A half of a grant that says `awaits`, for one exposer and one consumer. */
export interface AwaitingHalf {
  readonly half: "allow" | "consume";
  readonly service: string;
  /** Undefined if the consuming half waits for a cluster to expose the service, whichever that will be. */
  readonly exposer: string | undefined;
  readonly consumer: string;
  /** The key of the entry: the name of the cluster or of a group. */
  readonly key: string;
  /** The entry with the word. */
  readonly written: AlternativeEntry | ConsumeEntry;
  /** `waiting`: the other half is missing. `inactive`: it is there, but not in force. `in force`: it is, so the word may go. */
  readonly state: "waiting" | "inactive" | "in force";
  /** Why it is not in force, in words; undefined if it is. */
  readonly reason: string | undefined;
}

/** The halves that say `awaits` and are not inactive themselves, by service: those of exposers, then those of consumers. */
export function awaitingHalves({ services, grants }: Federation): readonly AwaitingHalf[] {
  const grantOf = new Map(grants.map((grant) => [grant.allow, grant]));
  return services.flatMap((service) => [
    ...service.exposures.flatMap(({ allows }) => allows.flatMap((allow) => allowHalf(allow, service, grantOf))),
    ...service.consumptions.flatMap((consumption) => consumeHalves(consumption)),
  ]);
}

function allowHalf(allow: Allow, service: FederatedService, grantOf: ReadonlyMap<Allow, Grant>): readonly AwaitingHalf[] {
  const { exposure, consumer, key, written } = allow;
  const entry =
    written === "any" ? undefined : [written].flat().find(({ awaits, inactive }) => awaits !== undefined && inactive === undefined);
  if (!allow.awaits || !entry) return [];
  const grant = grantOf.get(allow);
  const judged = grant
    ? stateOf(grant, "allow")
    : ({ state: "waiting", reason: allow.inactive ?? waitsForText.consumer(consumer.name) } as const);
  return [
    { half: "allow", service: service.name, exposer: exposure.cluster.name, consumer: consumer.name, key, written: entry, ...judged },
  ];
}

function consumeHalves(consumption: Consumption): readonly AwaitingHalf[] {
  const { service, cluster: consumer, key, written } = consumption;
  if (written.awaits === undefined || written.inactive !== undefined) return [];
  const half = { half: "consume", service: service.name, consumer: consumer.name, key, written } as const;
  const remote = allDestinations(consumption).filter((destination) => !isLocal(destination));
  if (!hasWay(written) && remote.length === 0) {
    const exposers = possibleExposers(service.exposures, consumer);
    const [exposer] = exposers.length === 1 ? exposers : [];
    return [{ ...half, exposer, state: "waiting", reason: waitsForText.exposers(exposers) }];
  }
  const byExposer = new Map(remote.map((destination) => [destination.written?.cluster ?? destination.cluster?.name, destination.grant]));
  return [...byExposer].map(([exposer, grant]) => {
    const judged = grant
      ? stateOf(grant, "consume")
      : ({ state: "waiting", reason: waitsForText.exposers(exposer === undefined ? [] : [exposer]) } as const);
    return { ...half, exposer, ...judged };
  });
}

function stateOf({ inactive, consumer, exposure }: Grant, half: AwaitingHalf["half"]): Pick<AwaitingHalf, "state" | "reason"> {
  if (inactive === undefined) return { state: "in force", reason: undefined };
  const other = half === "allow" ? `${consumer.name} consumes it` : `${exposure.cluster.name} allows it`;
  return { state: "inactive", reason: `${other}, but not in force: ${inactive}` };
}

/** `reviews of cluster2 for cluster1: waits for cluster1 to consume it` */
export function awaitingText({ service, exposer, consumer, reason = "in force" }: AwaitingHalf): string {
  return `${service}${exposer === undefined ? "" : ` of ${exposer}`} for ${consumer}: ${reason}`;
}
