import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Cluster } from "../../2-resolve/federation.ts";
import { needsNoRoutes } from "../../2-resolve/sole-grant.ts";
import type { ClusterView, RemoteService } from "../cluster-view.ts";
import { exposerEntry } from "../gateways/endpoints.ts";
import { type Manifest, manifest, metadata } from "../manifest.ts";
import { internalHost, objectName, pairHost, serviceHost, unroutedAddress, usedName } from "../names.ts";
import { seenBy } from "../visibility.ts";
import { planWorkloadHost } from "./workload-host.ts";
import { firstHop, passesEgress, serversOf, useTls } from "./workload-uses.ts";

/** The services used of one exposing cluster in mode workloads: a host for each service, and the routes there by server name. */
export function planExposerInModeWorkloads(view: ClusterView, uses: readonly RemoteService[]): readonly Manifest[] {
  const passed = uses.filter(passesEgress);
  const withoutRoutes = new Set(view.names.flatMap(({ consumptions }) => (needsNoRoutes(consumptions) ? consumptions : [])));
  const routed = uses.map((use) => ({ ...use, consumptions: use.consumptions.filter((consumption) => !withoutRoutes.has(consumption)) }));
  return [...egressRoute(view, passed), ...routed.flatMap((use) => hostOf(view, use))];
}

/** The route through this cluster's egress gateway. Empty if all calls go straight to the exposer. */
function egressRoute(view: ClusterView, passed: readonly RemoteService[]): readonly Manifest[] {
  const exposer = passed[0]?.exposer;
  return exposer ? [exposerEntry(view, exposer), forwarded(view, exposer), policy(view, exposer, passed)] : [];
}

function forwarded({ federation, cluster }: ClusterView, exposer: Cluster): Manifest {
  const hosts = [`*.${pairHost(cluster, exposer)}`];
  const destination = { host: exposer.hostname, port: { number: gatewayPort } };
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: metadata({ federation, namespace: cluster.namespace }, `exposer-${exposer.name}`),
      spec: {
        hosts,
        gateways: ["federation-egress"],
        exportTo: ["."],
        tls: [{ match: [{ port: gatewayPort, sniHosts: hosts }], route: [{ destination }] }],
      },
    },
    `Passes TLS between workloads through to ${exposer.name}.`,
  );
}

function policy({ federation, cluster }: ClusterView, exposer: Cluster, passed: readonly RemoteService[]): Manifest {
  const values = passed.map(({ service }) => serviceHost(service, cluster, exposer));
  return manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: metadata({ federation, namespace: cluster.namespace }, `exposer-${exposer.name}`),
      spec: {
        selector: { matchLabels: cluster.egress?.selector ?? {} },
        action: "ALLOW",
        rules: [{ when: [{ key: "connection.sni", values }] }],
      },
    },
    `The services of ${exposer.name} that are used. The called workload decides who may call them.`,
  );
}

/** Empty if no local name needs routes to the service. */
function hostOf({ federation, cluster }: ClusterView, { service, exposer, grant, consumptions }: RemoteService): readonly Manifest[] {
  const [first] = consumptions;
  if (!first) return [];
  return planWorkloadHost({
    about: { federation, namespace: cluster.namespace, service: service.name },
    name: objectName(`consume-${usedName(service, exposer)}`),
    host: internalHost(service, exposer, federation),
    address: unroutedAddress(internalHost(service, exposer, federation)),
    exportTo: seenBy(cluster, consumptions),
    consumptions,
    servers: serversOf(grant.exposure),
    leadsTo: (ports) => firstHop(cluster, exposer, first.via, ports),
    trafficPolicy: { tls: useTls(cluster, grant.exposure) },
    comments: {
      entry: `The host under which callers' proxies know ${service.name} of ${exposer.name}.`,
      policy: "Callers accept only the service accounts that serve it. Gateways route by the server name.",
    },
  });
}
