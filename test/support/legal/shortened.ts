import type { Anything } from "../planned.ts";

const clusterFields = ["hostname", "owner", "trust", "gateways", "istio", "gitops"];

/**
 * The same federation, where one cluster and one service write nothing that can stand under `defaults`, and all others take none of it. Lists of
 * destinations become groups.
 */
export function withDefaultsOf(data: Anything, chosen: number): Anything {
  const short = structuredClone(data);
  const names = Object.keys(short.clusters);
  const name = names[chosen % names.length] ?? "";
  const preset: Anything = {};
  for (const field of clusterFields) {
    if (short.clusters[name][field] === undefined) continue;
    preset[field] = structuredClone(short.clusters[name][field]);
    // A default without an address adds no ingress gateway, and one of an overlay is not for a cluster that configures itself.
    if (isTakenWhole(short.clusters[name], field)) delete short.clusters[name][field];
  }
  for (const cluster of Object.values<Anything>(short.clusters)) {
    const missing = missingPaths(preset, cluster, "");
    if (missing.length > 0) cluster.withoutDefaults = missing;
  }
  short.defaults = { clusters: preset };
  const services = servicePreset(short, chosen);
  if (Object.keys(services).length > 0) short.defaults.services = services;
  groupDestinations(short);
  return short;
}

function isTakenWhole({ managed, gateways }: Anything, field: string): boolean {
  return managed !== false && (field !== "gateways" || gateways.ingress === undefined || gateways.ingress.addresses !== undefined);
}

/** The paths of a default that an entry does not write. */
function missingPaths(preset: Anything, own: Anything, above: string): string[] {
  return Object.entries<Anything>(preset).flatMap(([key, value]) => {
    const path = above === "" ? key : `${above}.${key}`;
    if (!Object.hasOwn(own, key)) return isTakenBy(own, key, above) ? [] : [path];
    if (!isMap(value) || !isMap(own[key])) return [];
    // Keys of annotations are no part of a path.
    if (key === "annotations") return Object.keys(value).every((one) => Object.hasOwn(own[key], one)) ? [] : [path];
    return missingPaths(value, own[key], path);
  });
}

/** Whether the entry is the one that the defaults were taken from: nothing of the field is left. */
function isTakenBy(own: Anything, key: string, above: string): boolean {
  return above === "" && clusterFields.includes(key) && own.hostname === undefined;
}

function servicePreset({ services }: Anything, chosen: number): Anything {
  const all = Object.values<Anything>(services);
  const protocol = all[chosen % all.length]?.protocol;
  const entries = all.filter((service) => service.protocol !== "tcp").flatMap(consumptionsIn);
  const retries = entries.find((entry) => entry.retries)?.retries;
  const timeout = entries.findLast((entry) => entry.timeout)?.timeout;
  const preset = structuredClone({ protocol, ...(retries && { retries }), ...(timeout && { timeout }) });
  const { protocol: _, ...ofEntries } = preset;
  for (const entry of entries) {
    const isSame = JSON.stringify(entry.retries) === JSON.stringify(retries);
    if (retries && isSame) delete entry.retries;
    const missing = missingPaths(ofEntries, isSame ? { ...entry, retries } : entry, "");
    if (missing.length > 0) entry.withoutDefaults = missing;
  }
  for (const service of all) if (service.protocol === protocol) delete service.protocol;
  return preset;
}

function consumptionsIn({ consume = {} }: Anything): readonly Anything[] {
  return Object.values<Anything>(consume).flat();
}

function groupDestinations(short: Anything): void {
  for (const [index, entry] of Object.values<Anything>(short.services).flatMap(consumptionsIn).entries()) {
    const clusters = (entry.failover ?? []).map(({ cluster, subset }: Anything) => (subset === undefined ? cluster : undefined));
    if (clusters.length < 2 || clusters.includes(undefined)) continue;
    const group = `failover-${index}`;
    short.groups = { ...short.groups, [group]: clusters };
    entry.failover = index % 2 === 0 ? group : [{ cluster: group }];
  }
}

function isMap(value: unknown): value is Anything {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
