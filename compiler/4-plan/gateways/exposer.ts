import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Cluster } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import type { ClusterView, RemoteService } from "../cluster-view.ts";
import { type Manifest, metadata, type PlannedFile, planned } from "../manifest.ts";
import { grantedName, pairHost, serviceHost, subsetName, usedName } from "../names.ts";
import type { HttpRoute } from "../objects.ts";
import { planExposerInModeWorkloads } from "../workloads/exposer-workloads.ts";
import { exposerEntry, gatewayTls } from "./endpoints.ts";
import { callersRule, gatewayPolicy } from "./gateway-policy.ts";
import { lastingConnections } from "./lasting-connections.ts";

/** `exposer-<cluster>.yaml`: the services of one exposing cluster that this cluster uses outside failover groups. */
export function planExposers(view: ClusterView): readonly PlannedFile[] {
  return [...grouped(view.remoteServices, (remote) => remote.exposer)].map(([exposer, services]) => ({
    name: `exposer-${exposer.name}.yaml`,
    manifests: services[0]?.grant.mode === "workloads" ? planExposerInModeWorkloads(view, services) : planExposer(view, exposer, services),
  }));
}

function planExposer(view: ClusterView, exposer: Cluster, services: readonly RemoteService[]): readonly Manifest[] {
  const tcp = services.filter(({ service }) => service.protocol === "tcp");
  const rules = services.map(({ service, grant, callers }) => callersRule(service.protocol === "tcp", callers, serviceHost(grant)));
  return [
    exposerEntry(view, exposer),
    destinationRule(view, exposer, tcp),
    httpRoutes(view, exposer, services),
    gatewayPolicy(view, "egress", { name: `exposer-${exposer.name}` }, rules, `The local callers of each service of ${exposer.name}.`),
    ...tcp.map((remote) => tcpRoute(view, remote)),
  ];
}

function destinationRule({ cluster, home }: ClusterView, exposer: Cluster, tcp: readonly RemoteService[]): Manifest {
  const subsets = tcp.map(({ grant }) => ({
    name: subsetName(grantedName(grant)),
    trafficPolicy: { tls: gatewayTls(cluster, serviceHost(grant), [exposer]) },
  }));
  return planned(
    "DestinationRule",
    metadata(home, `exposer-${exposer.name}`),
    {
      host: exposer.hostname,
      exportTo: ["."],
      workloadSelector: { matchLabels: cluster.egress?.selector ?? {} },
      trafficPolicy: {
        connectionPool: lastingConnections([exposer], { useClientProtocol: true }),
        tls: gatewayTls(cluster, pairHost(cluster, exposer), [exposer]),
      },
      ...(subsets.length > 0 && { subsets }),
    },
    `The egress gateway accepts only the certificate of ${exposer.name}'s ingress gateway.`,
  );
}

function httpRoutes({ cluster, home }: ClusterView, exposer: Cluster, services: readonly RemoteService[]): Manifest {
  const forwarded: HttpRoute = {
    retries: { attempts: 0 },
    route: [{ destination: { host: exposer.hostname, port: { number: gatewayPort } } }],
  };
  const underPaths = services.flatMap(({ grant }): HttpRoute[] => {
    const { path } = grant.exposure;
    if (path === undefined) return [];
    const match = [{ authority: { exact: serviceHost(grant) }, uri: { prefix: "/" } }];
    return [{ match, rewrite: { uri: path }, ...forwarded }];
  });
  const hosts = [`*.${pairHost(cluster, exposer)}`];
  return planned(
    "VirtualService",
    metadata(home, `exposer-${exposer.name}`),
    { hosts, gateways: ["federation-egress"], exportTo: ["."], http: [...underPaths, forwarded] },
    `Every HTTP call already has the host under which ${exposer.name} serves it.`,
  );
}

function tcpRoute({ home }: ClusterView, { service, exposer, grant }: RemoteService): Manifest {
  const destination = { host: exposer.hostname, subset: subsetName(grantedName(grant)), port: { number: gatewayPort } };
  const hosts = [serviceHost(grant)];
  return planned(
    "VirtualService",
    metadata({ service: service.name, ...home }, `consume-${usedName(grant)}`),
    { hosts, gateways: ["federation-egress"], exportTo: ["."], tcp: [{ route: [{ destination }] }] },
    `Connections to ${grantedName(grant)} go to ${exposer.name} under their own server name.`,
  );
}
