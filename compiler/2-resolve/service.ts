import type { AllowEntry, ConsumeEntry, ExposeEntry, FederatedServiceEntry } from "../1-load/federation-file.ts";
import { resolveConsumption } from "./consumption.ts";
import type { Allow, Cluster, Consumption, Exposure, FederatedService, Federation, Grant } from "./federation.ts";
import { GrantBook } from "./grant-book.ts";
import { serviceName, sorted } from "./names.ts";

/** The parts of the federation that a service's entries refer to. */
interface ServiceContext {
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** The clusters that a key of `allow` or `consume` stands for. */
  readonly members: (key: string) => readonly Cluster[];
  readonly modeOf: Federation["modeOf"];
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
  for (const key of sorted(Object.keys(written.expose ?? {}))) {
    const cluster = around.clusters.get(key);
    if (cluster) exposures.push(resolveExposure(service, cluster, written.expose?.[key] as ExposeEntry, around));
  }
  const book = new GrantBook(exposures, around.modeOf);
  for (const { cluster, key } of distinctMembers(sorted(Object.keys(written.consume ?? {})), around)) {
    const entry = written.consume?.[key] as ConsumeEntry | readonly ConsumeEntry[];
    for (const consumption of "map" in entry ? entry : [entry])
      consumptions.push(resolveConsumption(service, cluster, key, consumption, book));
  }
  return { service, grants: book.grants() };
}

function resolveExposure(service: FederatedService, cluster: Cluster, written: ExposeEntry, around: ServiceContext): Exposure {
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

/** Each cluster that the keys stand for, once, sorted by name. A cluster's own key takes precedence over a group's. */
function distinctMembers(keys: readonly string[], around: ServiceContext): { cluster: Cluster; key: string }[] {
  const keysByCluster = new Map<Cluster, string>();
  const named = keys.filter((key) => around.clusters.has(key));
  for (const key of [...named, ...keys.filter((key) => !named.includes(key))])
    for (const cluster of around.members(key)) if (!keysByCluster.has(cluster)) keysByCluster.set(cluster, key);
  return sorted([...keysByCluster.keys()].map(({ name }) => name)).map((name) => {
    const cluster = around.clusters.get(name) as Cluster;
    return { cluster, key: keysByCluster.get(cluster) as string };
  });
}
