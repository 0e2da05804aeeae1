import { gatewayPort } from "../../2-resolve/cluster.ts";
import { needsNoRoutes } from "../../2-resolve/sole-grant.ts";
import type { ClusterView, RemoteService } from "../cluster-view.ts";
import { exposerEntry } from "../gateways/endpoints.ts";
import { gatewayPolicy } from "../gateways/gateway-policy.ts";
import { lastingConnections } from "../gateways/lasting-connections.ts";
import { type Manifest, metadata, planned } from "../manifest.ts";
import { grantedName, internalHost, objectName, pairHost, serviceHost, unroutedAddress, usedName } from "../names.ts";
import { seenBy } from "../visibility.ts";
import { acceptedAccounts, planWorkloadHost } from "./workload-host.ts";
import { firstHop, passesEgress, serversOf, usePolicy } from "./workload-uses.ts";

/** The services used of one exposing cluster in mode workloads: a host for each service, and the routes there by server name. */
export function planExposerInModeWorkloads(view: ClusterView, services: readonly RemoteService[]): readonly Manifest[] {
  const withoutRoutes = new Set(view.names.flatMap(({ consumptions }) => (needsNoRoutes(consumptions) ? consumptions : [])));
  const hosts = services.flatMap((remote) =>
    hostOf(view, { ...remote, consumptions: remote.consumptions.filter((consumption) => !withoutRoutes.has(consumption)) }),
  );
  return [...egressRoute(view, services.filter(passesEgress)), ...hosts];
}

/** The route through this cluster's egress gateway. Empty if all calls go straight to the exposer. */
function egressRoute(view: ClusterView, services: readonly RemoteService[]): readonly Manifest[] {
  const { cluster, home } = view;
  const exposer = services[0]?.exposer;
  if (!exposer) return [];
  const name = `exposer-${exposer.name}`;
  const hosts = [`*.${pairHost(cluster, exposer)}`];
  const destination = { host: exposer.hostname, port: { number: gatewayPort } };
  const tls = [{ match: [{ port: gatewayPort, sniHosts: hosts }], route: [{ destination }] }];
  const values = services.map(({ grant }) => serviceHost(grant));
  return [
    exposerEntry(view, exposer),
    planned(
      "DestinationRule",
      metadata(home, name),
      { host: exposer.hostname, exportTo: ["."], trafficPolicy: { connectionPool: lastingConnections([exposer]) } },
      `Keeps connections to ${exposer.name} alive.`,
    ),
    planned(
      "VirtualService",
      metadata(home, name),
      { hosts, gateways: ["federation-egress"], exportTo: ["."], tls },
      `Passes TLS between workloads through to ${exposer.name}.`,
    ),
    gatewayPolicy(
      view,
      "egress",
      { name },
      [{ when: [{ key: "connection.sni", values }] }],
      `The services of ${exposer.name} that are used. The called workload decides who may call them.`,
    ),
  ];
}

/** Empty if no local name needs routes to the service. */
function hostOf(view: ClusterView, { service, exposer, grant, consumptions }: RemoteService): readonly Manifest[] {
  const { federation, cluster, home } = view;
  const [first] = consumptions;
  if (!first) return [];
  const host = internalHost(grant, federation);
  return planWorkloadHost({
    about: { service: service.name, ...home },
    name: objectName(`consume-${usedName(grant)}`),
    host,
    address: unroutedAddress(host),
    exportTo: seenBy(cluster, consumptions),
    consumptions,
    servers: serversOf(grant.exposure),
    leadsTo: (ports) => firstHop(cluster, exposer, first.via, ports),
    trafficPolicy: usePolicy(grant, first.via),
    comments: {
      entry: `The host under which callers' proxies know ${grantedName(grant)} of ${exposer.name}.`,
      policy: acceptedAccounts,
    },
  });
}
