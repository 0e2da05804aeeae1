import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Cluster } from "../../2-resolve/federation.ts";
import { needsNoRoutes } from "../../2-resolve/sole-grant.ts";
import type { ClusterView, RemoteService } from "../cluster-view.ts";
import { exposerEntry } from "../gateways/exposer-entry.ts";
import { type Manifest, manifest, metadata } from "../manifest.ts";
import { internalHost, objectName, pairHost, serviceHost, unroutedAddress, usedName } from "../names.ts";
import { seenBy } from "../visibility.ts";
import { planWorkloadHost } from "./workload-host.ts";
import { firstHop, passesEgress, serversOf, useTls } from "./workload-uses.ts";

/** What is used of an exposing cluster in mode workloads: each service as a host of its own, and the way there by the server name. */
export function planExposerInModeWorkloads(view: ClusterView, uses: readonly RemoteService[]): readonly Manifest[] {
  const passed = uses.filter(passesEgress);
  const byThemselves = new Set(view.names.flatMap(({ consumptions }) => (needsNoRoutes(consumptions) ? consumptions : [])));
  const routed = uses.map((use) => ({ ...use, consumptions: use.consumptions.filter((one) => !byThemselves.has(one)) }));
  return [...wayOut(view, passed), ...routed.flatMap((use) => hostOf(view, use))];
}

/** Through the own egress gateway; nothing where all goes straight to the exposer. */
function wayOut(view: ClusterView, passed: readonly RemoteService[]): readonly Manifest[] {
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
    `TLS from workload to workload goes on to ${exposer.name} as it is.`,
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
    `What is used of ${exposer.name}; who may, is decided at the called workload.`,
  );
}

/** Nothing where every name leads there by itself. */
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
      entry: `${service.name} of ${exposer.name}, as callers' proxies know it.`,
      policy: "Callers insist on the accounts that serve it; the server name tells the gateways where to.",
    },
  });
}
