import type { AllowEntry, ConsumeEntry, ExposeEntry, FederatedServiceEntry } from "../1-load/federation-file.ts";
import { resolveConsumption } from "./consumption.ts";
import type { Allow, Cluster, Consumption, Exposure, FederatedService, Federation, Grant } from "./federation.ts";
import { GrantBook } from "./grant-book.ts";
import { serviceName, sorted } from "./names.ts";

/** What a service's entries refer to. */
interface Surroundings {
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** The clusters that a key of `allow` or `consume` means. */
  readonly members: (key: string) => readonly Cluster[];
  readonly modeOf: Federation["modeOf"];
}

/** Links one block under `services`. */
export function resolveService(
  name: string,
  written: FederatedServiceEntry,
  around: Surroundings,
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
  for (const key of sorted(Object.keys(written.expose ?? {}))) {
    const cluster = around.clusters.get(key);
    if (cluster) exposures.push(resolveExposure(service, cluster, written.expose?.[key] as ExposeEntry, around));
  }
  const book = new GrantBook(exposures, around.modeOf);
  for (const { cluster, key } of distinctMembers(sorted(Object.keys(written.consume ?? {})), around)) {
    const entry = written.consume?.[key] as ConsumeEntry | readonly ConsumeEntry[];
    for (const one of "map" in entry ? entry : [entry]) consumptions.push(resolveConsumption(service, cluster, key, one, book));
  }
  return { service, grants: book.grants() };
}

function resolveExposure(service: FederatedService, cluster: Cluster, written: ExposeEntry, around: Surroundings): Exposure {
  const allows: Allow[] = [];
  const exposure: Exposure = {
    service,
    cluster,
    local: serviceName(written.service, cluster.istio.domain),
    port: written.port,
    targetPort: written.targetPort,
    subset: written.subset,
    path: written.path,
    selector: written.selector,
    defaultDeny: written.defaultDeny ?? cluster.istio.defaultDeny,
    serviceAccounts: written.serviceAccounts ?? [],
    protect: written.protect && (written.protect.callers === "none" ? [] : written.protect.callers),
    allows,
    active: service.inactive === undefined && cluster.inactive === undefined,
    written,
  };
  for (const { cluster: consumer, key } of distinctMembers(sorted(Object.keys(written.allow ?? {})), around))
    if (consumer !== cluster) allows.push(resolveAllow(exposure, consumer, key, written.allow?.[key] as AllowEntry));
  return exposure;
}

function resolveAllow(exposure: Exposure, consumer: Cluster, key: string, written: AllowEntry): Allow {
  const all = written === "any" ? [] : "map" in written ? written : [written];
  const alternatives = all.filter(({ inactive }) => inactive === undefined);
  const inactive = all.length > 0 && alternatives.length === 0 ? all[0]?.inactive : undefined;
  return { exposure, consumer, key, alternatives, inactive, written };
}

/** Each cluster that keys mean, once, in the clusters' order; one that is named itself comes before one that a group names. */
function distinctMembers(keys: readonly string[], around: Surroundings): { cluster: Cluster; key: string }[] {
  const found = new Map<Cluster, string>();
  const named = keys.filter((key) => around.clusters.has(key));
  for (const key of [...named, ...keys.filter((key) => !named.includes(key))])
    for (const cluster of around.members(key)) if (!found.has(cluster)) found.set(cluster, key);
  return sorted([...found.keys()].map(({ name }) => name)).map((name) => {
    const cluster = around.clusters.get(name) as Cluster;
    return { cluster, key: found.get(cluster) as string };
  });
}
