import type { ConsumeEntry, DestinationEntry } from "../1-load/federation-file.ts";
import { unknownPort } from "./exposed-service.ts";
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
      grant: exposer && book.grant(exposer, cluster, entry.subset),
      subset: entry.local?.subset,
      weight: entry.weight ?? 100,
      written: entry,
    };
  };
  const routes = written.routes?.map((route) => ({ match: route.match, destinations: route.to.map(destination), written: route }));
  const failover = written.failover?.map(destination);
  const inUse = routes ?? impliedRoutes(cluster, written, book);
  const consumption: Consumption = {
    service,
    cluster,
    key,
    as: written.as === undefined ? undefined : localName(written.as, cluster.istio.domain),
    port: written.port ?? exposedPort(service, [...inUse.flatMap(({ destinations }) => destinations), ...(failover ?? [])]),
    create: written.localService !== "existing",
    callers: written.callers ?? "any",
    callerLabels: written.callerLabels,
    delegate: written.delegate ?? false,
    routes: inUse,
    failover,
    via: written.via ?? "egress",
    inactive: written.inactive ?? service.inactive ?? cluster.inactive,
    written,
  };
  const waiting = waitsForExposers(consumption, book.allowsFor(cluster));
  if (waiting !== undefined) return { ...consumption, inactive: waiting };
  book.use(consumption);
  return consumption;
}

/**
 * The port of the exposed Services that the destinations lead to; undefined if they have several ports, if the file does not say the port of one,
 * or if no destination leads to one.
 */
function exposedPort({ exposures }: FederatedService, destinations: readonly Destination[]): number | undefined {
  const clusters = new Set(destinations.flatMap(({ cluster }) => cluster ?? []));
  const ports = new Set(exposures.flatMap(({ cluster, port }) => (clusters.has(cluster) ? [port] : [])));
  const [port, ...others] = ports;
  return others.length > 0 || port === unknownPort ? undefined : port;
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
