import type { ConsumeEntry, DestinationEntry } from "../1-load/federation-file.ts";
import type { Cluster, Consumption, Destination, FederatedService, Route } from "./federation.ts";
import type { GrantBook } from "./grant-book.ts";
import { localName } from "./names.ts";
import { waitsForExposers } from "./waiting.ts";

/** Links one consume entry of one cluster. */
export function resolveConsumption(
  service: FederatedService,
  cluster: Cluster,
  key: string,
  written: ConsumeEntry,
  book: GrantBook,
): Consumption {
  const destination = (entry: DestinationEntry): Destination => {
    const exposer = service.exposures.find((exposure) => exposure.cluster.name === entry.cluster)?.cluster;
    return {
      cluster: exposer,
      grant: exposer && book.grant(exposer, cluster),
      subset: entry.local?.subset,
      weight: entry.weight ?? 100,
      written: entry,
    };
  };
  const consumption: Consumption = {
    service,
    cluster,
    key,
    as: written.as === undefined ? undefined : localName(written.as, cluster.istio.domain),
    port: written.port,
    create: written.localService !== "existing",
    callers: written.callers ?? "any",
    callerLabels: written.callerLabels,
    delegate: written.delegate ?? false,
    routes:
      written.routes?.map((route) => ({ match: route.match, destinations: route.to.map(destination), written: route })) ??
      impliedRoutes(cluster, written, book),
    failover: written.failover?.map(destination),
    via: written.via ?? "egress",
    inactive: written.inactive ?? service.inactive ?? cluster.inactive,
    written,
  };
  const waiting = waitsForExposers(consumption, book.allowsFor(cluster));
  if (waiting !== undefined) return { ...consumption, inactive: waiting };
  book.use(consumption);
  return consumption;
}

/** Without routes and failover all calls go to the one exposer. If there are several, an unmanaged consumer decides for itself. */
function impliedRoutes(consumer: Cluster, written: ConsumeEntry, book: GrantBook): readonly Route[] {
  const allows = written.failover ? [] : book.allowsFor(consumer);
  if (allows.length === 0 || (allows.length > 1 && consumer.managed)) return [];
  const destinations = allows.map(({ exposure: { cluster } }) => ({
    cluster,
    grant: book.grant(cluster, consumer),
    subset: undefined,
    weight: 100,
    written: undefined,
  }));
  return [{ match: undefined, destinations, written: undefined }];
}
