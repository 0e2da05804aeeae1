import type {
  AllowEntry,
  AlternativeEntry,
  ConsumeEntry,
  DestinationEntry,
  ExposeEntry,
  FederatedServiceEntry,
  FederationFile,
} from "../1-load/federation-file.ts";
import type { Spans } from "../1-load/spans.ts";
import type { Place } from "../findings/source.ts";
import { oncePer } from "./once-per.ts";

/** `services.<service>.expose.<key>`; its place is `at.key(within, key)`. */
export interface WrittenExpose {
  readonly service: string;
  readonly serviceEntry: FederatedServiceEntry;
  readonly key: string;
  readonly entry: ExposeEntry;
  readonly within: NonNullable<FederatedServiceEntry["expose"]>;
}

/** `services.<service>.expose.<cluster>.allow.<key>`; its place is `at.key(within, key)`. */
export interface WrittenAllow {
  readonly expose: WrittenExpose;
  readonly key: string;
  readonly entry: AllowEntry;
  /** None for `any`; one for an object. */
  readonly alternatives: readonly AlternativeEntry[];
  readonly within: NonNullable<ExposeEntry["allow"]>;
}

/** `services.<service>.consume.<key>`, once for each entry of a list; its place is `consumePlace`. */
export interface WrittenConsume {
  readonly service: string;
  readonly serviceEntry: FederatedServiceEntry;
  readonly key: string;
  readonly entry: ConsumeEntry;
  readonly within: NonNullable<FederatedServiceEntry["consume"]>;
  /** The list it stands in, if it is one, and where in it. */
  readonly list: readonly ConsumeEntry[] | undefined;
  readonly index: number;
}

/** Everything under `services`, in the order of the file, whether its names exist or not. */
export interface WrittenEntries {
  readonly exposes: readonly WrittenExpose[];
  readonly allows: readonly WrittenAllow[];
  readonly consumes: readonly WrittenConsume[];
}

/** Every expose, allow and consume entry of the file. */
export const entriesOf = oncePer(({ services }: FederationFile): WrittenEntries => {
  const exposes = Object.entries(services).flatMap(([service, entry]) => exposesIn(service, entry));
  const consumes = Object.entries(services).flatMap(([service, entry]) => consumesIn(service, entry));
  return { exposes, allows: exposes.flatMap(allowsIn), consumes };
});

/** Every consume entry of the file by what was written. */
export const consumesByEntry = oncePer(
  (file: FederationFile): ReadonlyMap<ConsumeEntry, WrittenConsume> =>
    new Map(entriesOf(file).consumes.map((consume) => [consume.entry, consume])),
);

/** The place of a `consume` entry: its key or, in a list, its local name. */
export function consumePlace(at: Spans, { within, key, list, index, entry }: WrittenConsume): Place {
  if (!list) return at.key(within, key);
  return entry.as === undefined ? at.key(list, index) : at.value(entry, "as");
}

/** Every destination of an entry of `consume`, of all its routes and of its failover. */
export function destinationsOf({ routes, failover = [] }: ConsumeEntry): readonly DestinationEntry[] {
  return routes === undefined ? failover : [...routes.flatMap(({ to }) => to), ...failover];
}

function exposesIn(service: string, serviceEntry: FederatedServiceEntry): readonly WrittenExpose[] {
  const within = serviceEntry.expose ?? {};
  return Object.entries(within).map(([key, entry]) => ({ service, serviceEntry, key, entry, within }));
}

function allowsIn(expose: WrittenExpose): readonly WrittenAllow[] {
  const within = expose.entry.allow ?? {};
  return Object.entries(within).map(([key, entry]) => {
    const alternatives = entry === "any" ? [] : isList(entry) ? entry : [entry];
    return { expose, key, entry, alternatives, within };
  });
}

function consumesIn(service: string, serviceEntry: FederatedServiceEntry): readonly WrittenConsume[] {
  const within = serviceEntry.consume ?? {};
  return Object.entries(within).flatMap(([key, written]) => {
    const list = isList(written) ? written : undefined;
    const entries = isList(written) ? written : [written];
    return entries.map((entry, index) => ({ service, serviceEntry, key, entry, within, list, index }));
  });
}

function isList<T extends object>(entry: T | readonly T[]): entry is readonly T[] {
  return Array.isArray(entry);
}

/** Whether every key and destination of a service exists: while one does not, what its grants lack may be a misspelling. */
export const allNamesExist = oncePer(
  ({ expose = {}, consume = {} }: FederatedServiceEntry, { clusters, groups = {} }: FederationFile): boolean => {
    const isCluster = (name: string) => Object.hasOwn(clusters, name);
    const isKey = (name: string) => isCluster(name) || Object.hasOwn(groups, name);
    for (const [key, { allow = {} }] of Object.entries(expose)) if (!isCluster(key) || !Object.keys(allow).every(isKey)) return false;
    for (const [key, written] of Object.entries(consume)) {
      if (!isKey(key)) return false;
      for (const entry of [written].flat())
        if (!destinationsOf(entry).every(({ cluster }) => cluster === undefined || isCluster(cluster))) return false;
    }
    return true;
  },
);
