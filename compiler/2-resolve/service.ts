import type { AllowEntry, AlternativeEntry, ConsumeEntry, ExposeEntry, FederatedServiceEntry } from "../1-load/federation-file.ts";
import { compare } from "../findings/finding.ts";
import { resolveConsumption } from "./consumption.ts";
import { exposedService, unknownPort } from "./exposed-service.ts";
import type { Allow, Cluster, Consumption, Exposure, FederatedService, Federation, Grant } from "./federation.ts";
import { GrantBook } from "./grant-book.ts";
import { grouped } from "./grouped.ts";
import { sortedEntries } from "./names.ts";
import { servedSubsets } from "./subsets.ts";
import { waitsForConsumer, waitsForText } from "./waiting.ts";

/** The parts of the federation that a service's entries refer to. */
interface ServiceContext {
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** The clusters that a key of `allow` or `consume` stands for. */
  readonly members: (key: string) => readonly Cluster[];
  readonly modeOf: Federation["modeOf"];
}

/** What a cluster consumes of a service: one entry, or several. */
interface ConsumptionsOfCluster {
  readonly cluster: Cluster;
  readonly key: string;
  readonly entries: readonly ConsumeEntry[];
}

/** Links one block under `services`. */
export function resolveService(
  name: string,
  written: FederatedServiceEntry,
  around: ServiceContext,
): { service: FederatedService; grants: readonly Grant[] } {
  const exposures: Exposure[] = [];
  const consumptions: Consumption[] = [];
  const service: FederatedService = {
    name,
    protocol: written.protocol,
    description: written.description,
    inactive: written.inactive,
    exposures,
    consumptions,
    written,
  };
  for (const { key, value } of sortedEntries(written.expose)) {
    const cluster = around.clusters.get(key);
    if (cluster) exposures.push(resolveExposure(service, cluster, value, around));
  }
  const uses = entriesByCluster(written.consume, around).map(({ cluster, key, entry }) => ({ cluster, key, entries: [entry].flat() }));
  withholdWaiting(exposures, new Map(uses.map(({ cluster, entries }) => [cluster, entries])));
  const book = new GrantBook(exposures, around.modeOf);
  for (const { cluster, key, entries } of withImplied(uses, exposures))
    for (const consumption of entries) consumptions.push(resolveConsumption(service, cluster, key, consumption, book));
  return { service, grants: book.grants() };
}

/**
 * A partner that configures itself consumes what is allowed to it, also if the file does not say so: how it calls is its own matter. Sorted by
 * cluster.
 */
function withImplied(entries: readonly ConsumptionsOfCluster[], exposures: readonly Exposure[]): readonly ConsumptionsOfCluster[] {
  const named = new Set(entries.map(({ cluster }) => cluster));
  const allows = exposures.flatMap(({ allows }) => allows.filter(({ consumer, inactive }) => !consumer.managed && inactive === undefined));
  const implied = new Map(allows.flatMap(({ consumer, key }) => (named.has(consumer) ? [] : [[consumer, key] as const])));
  if (implied.size === 0) return entries;
  return [...entries, ...[...implied].map(([cluster, key]) => ({ cluster, key, entries: [{}] }))].sort((a, b) =>
    compare(a.cluster.name, b.cluster.name),
  );
}

function resolveExposure(service: FederatedService, cluster: Cluster, written: ExposeEntry, around: ServiceContext): Exposure {
  const allows: Allow[] = [];
  const exposure: Exposure = {
    service,
    cluster,
    local: exposedService(service.name, written, cluster.istio.domain),
    port: written.port ?? unknownPort,
    targetPort: written.targetPort,
    subset: written.subset,
    subsets: servedSubsets(written),
    path: written.path,
    selector: written.selector,
    defaultDeny: written.defaultDeny ?? cluster.istio.defaultDeny,
    serviceAccounts: written.serviceAccounts ?? [],
    protect: written.protect && (written.protect.callers === "none" ? [] : written.protect.callers),
    allows,
    active: service.inactive === undefined && cluster.inactive === undefined,
    written,
  };
  for (const { cluster: consumer, key, entry } of entriesByCluster(written.allow, around))
    if (consumer !== cluster) allows.push(resolveAllow(exposure, consumer, key, entry));
  return exposure;
}

function resolveAllow(exposure: Exposure, consumer: Cluster, key: string, written: AllowEntry): Allow {
  const all = written === "any" ? [] : "map" in written ? written : [written];
  const isActive = ({ inactive }: AlternativeEntry) => inactive === undefined;
  const active = all.every(isActive) ? all : all.filter(isActive);
  const inactive = all.length > 0 && active.length === 0 ? all[0]?.inactive : undefined;
  const awaits = active.length > 0 && active.every((alternative) => alternative.awaits !== undefined);
  const isAny = awaits && exposure.service.protocol === "tcp" && active.every(({ callers }) => callers === undefined);
  const subsets = (active[0] ?? all[0])?.subsets;
  return { exposure, consumer, key, alternatives: isAny ? [] : active, subsets, inactive, awaits, written };
}

/** Puts the allows out of force that wait for their consumer. Whether one waits may depend on the others, so all of them are judged first. */
function withholdWaiting(exposures: readonly Exposure[], uses: ReadonlyMap<Cluster, readonly ConsumeEntry[]>): void {
  const allows = exposures.flatMap((exposure) => exposure.allows);
  if (!allows.some(({ awaits }) => awaits)) return;
  const byConsumer = grouped(allows, ({ consumer }) => consumer);
  const waiting = allows.filter((allow) => waitsForConsumer(allow, uses.get(allow.consumer) ?? [], byConsumer.get(allow.consumer) ?? []));
  for (const allow of waiting)
    Object.assign<Allow, Partial<Allow>>(allow, { alternatives: [], inactive: waitsForText.consumer(allow.consumer.name) });
}

/** The entry of each cluster that the keys stand for, sorted by the clusters' names. A cluster's own key takes precedence over a group's. */
function entriesByCluster<Entry>(map: Readonly<Record<string, Entry>> | undefined, { clusters, members }: ServiceContext) {
  const entries = sortedEntries(map);
  // Hardly any map has a group's key. Then the keys are the clusters' names, and sorted already.
  const own = entries.flatMap(({ key, value: entry }) => {
    const cluster = clusters.get(key);
    return cluster ? { cluster, key, entry } : [];
  });
  if (own.length === entries.length) return own;
  const ownLast = [...entries.filter(({ key }) => !clusters.has(key)).reverse(), ...entries.filter(({ key }) => clusters.has(key))];
  const placed = ownLast.flatMap(({ key, value: entry }) => members(key).map((cluster) => ({ cluster, key, entry })));
  const byCluster = new Map(placed.map((entry) => [entry.cluster, entry]));
  return [...byCluster.values()].sort((a, b) => compare(a.cluster.name, b.cluster.name));
}
