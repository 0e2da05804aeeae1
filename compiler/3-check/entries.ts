import type {
  AllowEntry,
  AlternativeEntry,
  ConsumeEntry,
  DestinationEntry,
  ExposeEntry,
  FederatedServiceEntry,
  FederationFile,
  RouteEntry,
} from "../1-load/federation-file.ts";
import type { Spans } from "../1-load/spans.ts";
import type { Place } from "../findings/source.ts";
import { oncePer } from "./once-per.ts";

/** An entry `services.<service>.expose.<key>`. Its place is `at.key(within, key)`. */
interface WrittenExpose {
  readonly service: string;
  readonly serviceEntry: FederatedServiceEntry;
  readonly key: string;
  readonly entry: ExposeEntry;
  readonly within: NonNullable<FederatedServiceEntry["expose"]>;
}

/** An entry `services.<service>.expose.<cluster>.allow.<key>`. Its place is `at.key(within, key)`. */
interface WrittenAllow {
  readonly expose: WrittenExpose;
  readonly key: string;
  readonly entry: AllowEntry;
  /** Empty for `any`; one alternative if the entry is not a list. */
  readonly alternatives: readonly AlternativeEntry[];
  readonly within: NonNullable<ExposeEntry["allow"]>;
}

/** An entry `services.<service>.consume.<key>`, or one item of it if it is a list. Its place is `consumePlace`. */
interface WrittenConsume {
  readonly service: string;
  readonly serviceEntry: FederatedServiceEntry;
  readonly key: string;
  readonly entry: ConsumeEntry;
  readonly within: NonNullable<FederatedServiceEntry["consume"]>;
  /** The list that contains it, if there is one, and its position there. */
  readonly list: readonly ConsumeEntry[] | undefined;
  readonly index: number;
}

/** The entries under `services`, in the order of the file. Their names may be unknown. */
export interface WrittenEntries {
  readonly exposes: readonly WrittenExpose[];
  readonly allows: readonly WrittenAllow[];
  readonly consumes: readonly WrittenConsume[];
  readonly routes: readonly RouteEntry[];
}

/** The entries of a file. */
export const entriesOf = oncePer(({ services }: FederationFile): WrittenEntries => {
  const exposes = Object.entries(services).flatMap(([service, serviceEntry]) => {
    const { expose: within = {} } = serviceEntry;
    return Object.entries(within).map(([key, entry]) => ({ service, serviceEntry, key, entry, within }));
  });
  const allows = exposes.flatMap((expose) => {
    const { allow: within = {} } = expose.entry;
    return Object.entries(within).map(([key, entry]) => ({
      expose,
      key,
      entry,
      within,
      alternatives: entry === "any" ? [] : [entry].flat(),
    }));
  });
  const consumes = Object.entries(services).flatMap(([service, serviceEntry]) => {
    const { consume: within = {} } = serviceEntry;
    return Object.entries(within).flatMap(([key, written]) => {
      const list = Array.isArray(written) ? written : undefined;
      return [written].flat().map((entry, index) => ({ service, serviceEntry, key, entry, within, list, index }));
    });
  });
  return { exposes, allows, consumes, routes: consumes.flatMap(({ entry }) => entry.routes ?? []) };
});

const consumesByEntry = oncePer(
  (file: FederationFile): ReadonlyMap<ConsumeEntry, WrittenConsume> =>
    new Map(entriesOf(file).consumes.map((consume) => [consume.entry, consume])),
);

/** The place of a `consume` entry: its key or, in a list, its local name. */
export function consumePlace(at: Spans, { within, key, list, index, entry }: WrittenConsume): Place {
  if (!list) return at.key(within, key);
  return entry.as === undefined ? at.key(list, index) : at.value(entry, "as");
}

/** The same for an entry alone. */
export function entryPlace(at: Spans, file: FederationFile, entry: ConsumeEntry): Place {
  const consume = consumesByEntry(file).get(entry);
  if (!consume) throw new Error("a consume entry is not in the file");
  return consumePlace(at, consume);
}

/** The names of the clusters that a key of `allow` or `consume` stands for, its own or those of a group. Empty if it is unknown. */
export function clustersNamed(key: string, { clusters, groups = {} }: FederationFile): readonly string[] {
  if (Object.hasOwn(clusters, key)) return [key];
  return Object.hasOwn(groups, key) ? (groups[key] ?? []) : [];
}

/** The destinations of a `consume` entry: of all its routes and of its failover. */
export function destinationsOf({ routes, failover = [] }: ConsumeEntry): readonly DestinationEntry[] {
  return routes === undefined ? failover : [...routes.flatMap(({ to }) => to), ...failover];
}
