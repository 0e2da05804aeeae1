import type { Consumption, Federation } from "../2-resolve/federation.ts";
import { getOrMake } from "../istio/objects/indexed.ts";

/** Whether a change may affect calls of a local name. Holds for the federation before it and the federation after it. */
export type Concerned = (consumption: Pick<Consumption, "cluster" | "service">) => boolean;

/** An object that changes in a cluster, and the clusters whose calls it can affect; undefined if it can affect any call there. */
export interface AffectedCalls {
  readonly cluster: string;
  readonly callers: ReadonlySet<string> | undefined;
}

/**
 * A change affects only calls of the services whose entries change, and calls by and to the clusters whose objects or entries change, unless it
 * changes what holds for every cluster. No two clusters share an address (FED399), so the addresses of others do not matter.
 */
export function concernedBy(before: Federation, after: Federation, objects: Iterable<AffectedCalls>): Concerned {
  if (forEverybody(before) !== forEverybody(after)) return () => true;
  const services = new Set(keysThatDiffer(before.written.services, after.written.services));
  const whole = new Set(keysThatDiffer(before.written.clusters, after.written.clusters));
  const callersByCluster = new Map<string, Set<string>>();
  for (const { cluster, callers } of objects) {
    if (callers) for (const caller of callers) getOrMake(callersByCluster, cluster, () => new Set()).add(caller);
    else whole.add(cluster);
  }
  const concerns = (visited: string, caller: string) => whole.has(visited) || callersByCluster.get(visited)?.has(caller);
  return ({ cluster, service }) =>
    services.has(service.name) || [{ cluster }, ...service.exposures].some((one) => concerns(one.cluster.name, cluster.name));
}

/** Calls by and to these clusters. */
export function concernedByClusters(changed: ReadonlySet<string>): Concerned {
  return ({ cluster, service }) => [{ cluster }, ...service.exposures].some((one) => changed.has(one.cluster.name));
}

/** Whether a cluster has the same objects in both states, in any order. */
export function sameObjects(some: readonly unknown[], others: readonly unknown[]): boolean {
  if (some.length !== others.length) return false;
  const isWithin = (items: readonly unknown[], all: ReadonlySet<unknown>) => items.every((item) => all.has(item));
  if (isWithin(some, new Set(others))) return true;
  const texts = (objects: readonly unknown[]) => objects.map((object) => JSON.stringify(object));
  return isWithin(texts(some), new Set(texts(others)));
}

function forEverybody({ written: { clusters, services, assertions, accept, ...others }, roots }: Federation): string {
  const certificates = [...roots].map(([name, { items }]) => [name, items.map((item) => item.certificates.map((one) => one.fingerprint))]);
  return JSON.stringify([others, certificates]);
}

function keysThatDiffer(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
}
