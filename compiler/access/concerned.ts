import type { Consumption, Federation } from "../2-resolve/federation.ts";

/** Which local names a change can be about, in the federation before it and in that after it. */
export type Concerned = (consumption: Pick<Consumption, "cluster" | "service">) => boolean;

/**
 * Calls concern those who call and those who are called: where neither their objects nor their entries change, nor what holds for
 * everybody, nothing else comes of them than before. Addresses are nobody else's (FED399).
 */
export function concernedBy(before: Federation, after: Federation, clustersWithOtherObjects: Iterable<string>): Concerned {
  if (forEverybody(before) !== forEverybody(after)) return () => true;
  const changed = new Set(clustersWithOtherObjects);
  for (const name of differing(before.written.clusters, after.written.clusters)) changed.add(name);
  const others = new Set(differing(before.written.services, after.written.services));
  for (const { name, exposures, consumptions } of [...before.services, ...after.services])
    if (others.has(name)) for (const { cluster } of [...exposures, ...consumptions]) changed.add(cluster.name);
  return ({ cluster, service }) => changed.has(cluster.name) || service.exposures.some((exposure) => changed.has(exposure.cluster.name));
}

function forEverybody({ written: { clusters, services, assertions, ...others }, roots }: Federation): string {
  const certificates = [...roots].map(([name, { items }]) => [name, items.map((item) => item.certificates.map((one) => one.fingerprint))]);
  return JSON.stringify([others, certificates]);
}

function differing(some: Readonly<Record<string, unknown>>, others: Readonly<Record<string, unknown>>): readonly string[] {
  const names = new Set([...Object.keys(some), ...Object.keys(others)]);
  return [...names].filter((name) => JSON.stringify(some[name]) !== JSON.stringify(others[name]));
}
