import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { Cluster } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import type { ClusterView, RemoteService } from "../cluster-view.ts";
import { type Manifest, manifest, metadata, type PlannedFile } from "../manifest.ts";
import { pairHost, serviceHost, subsetName, usedName, withAndWithoutPort } from "../names.ts";
import type { AuthorizationRule, HttpRoute } from "../objects.ts";
import { planExposerInModeWorkloads } from "../workloads/exposer-workloads.ts";
import { exposerEntry, gatewayTls } from "./endpoints.ts";

/** `exposer-<cluster>.yaml`: the services of one exposing cluster that this cluster uses outside failover groups. */
export function planExposers(view: ClusterView): readonly PlannedFile[] {
  const names = sorted(view.remoteServices.map(({ exposer }) => exposer.name));
  return names.map((name) => {
    const uses = view.remoteServices.filter(({ exposer }) => exposer.name === name);
    const exposer = uses[0]?.exposer as Cluster;
    if (uses[0]?.grant.mode === "workloads") return { name: `exposer-${name}.yaml`, manifests: planExposerInModeWorkloads(view, uses) };
    const tcp = uses.filter(({ service }) => service.protocol === "tcp");
    return {
      name: `exposer-${name}.yaml`,
      manifests: [
        exposerEntry(view, exposer),
        destinationRule(view, exposer, tcp),
        virtualService(view, exposer, uses),
        policy(view, exposer, uses),
        ...tcp.map((use) => tcpVirtualService(view, use)),
      ],
    };
  });
}

function about({ federation, cluster }: ClusterView) {
  return { federation, namespace: cluster.namespace };
}

function destinationRule(view: ClusterView, exposer: Cluster, tcp: readonly RemoteService[]): Manifest {
  const { cluster } = view;
  const subsets = tcp.map(({ service }) => ({
    name: subsetName(service.name),
    trafficPolicy: { tls: gatewayTls(cluster, serviceHost(service, cluster, exposer), [exposer]) },
  }));
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: metadata(about(view), `exposer-${exposer.name}`),
      spec: {
        host: exposer.hostname,
        exportTo: ["."],
        workloadSelector: { matchLabels: cluster.egress?.selector ?? {} },
        trafficPolicy: {
          connectionPool: { http: { useClientProtocol: true } },
          tls: gatewayTls(cluster, pairHost(cluster, exposer), [exposer]),
        },
        ...(subsets.length > 0 && { subsets }),
      },
    },
    `The egress gateway accepts only the certificate of ${exposer.name}'s ingress gateway.`,
  );
}

function virtualService(view: ClusterView, exposer: Cluster, uses: readonly RemoteService[]): Manifest {
  const { cluster } = view;
  const pair = pairHost(cluster, exposer);
  const forwarded: HttpRoute = {
    retries: { attempts: 0 },
    route: [{ destination: { host: exposer.hostname, port: { number: gatewayPort } } }],
  };
  const underPaths = uses.flatMap(({ service, grant }): HttpRoute[] => {
    const { path } = grant.exposure;
    if (path === undefined) return [];
    const match = [{ authority: { exact: serviceHost(service, cluster, exposer) }, uri: { prefix: "/" } }];
    return [{ match, rewrite: { uri: path }, ...forwarded }];
  });
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: metadata(about(view), `exposer-${exposer.name}`),
      spec: { hosts: [`*.${pair}`], gateways: ["federation-egress"], exportTo: ["."], http: [...underPaths, forwarded] },
    },
    `Every HTTP call already has the host under which ${exposer.name} serves it.`,
  );
}

function policy(view: ClusterView, exposer: Cluster, uses: readonly RemoteService[]): Manifest {
  const { cluster } = view;
  const rules = uses.map(({ service, callers }) =>
    callersRule(service.protocol === "tcp", callers, serviceHost(service, cluster, exposer)),
  );
  return manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: metadata(about(view), `exposer-${exposer.name}`),
      spec: { selector: { matchLabels: cluster.egress?.selector ?? {} }, action: "ALLOW", rules },
    },
    `The local callers of each service of ${exposer.name}.`,
  );
}

/** Allows local callers to reach one host through the egress gateway. */
export function callersRule(tcp: boolean, callers: readonly string[], host: string): AuthorizationRule {
  const from = [{ source: { principals: callers } }];
  return tcp
    ? { from, when: [{ key: "connection.sni", values: [host] }] }
    : { from, to: [{ operation: { hosts: withAndWithoutPort(host) } }] };
}

function tcpVirtualService(view: ClusterView, { service, exposer }: RemoteService): Manifest {
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: metadata({ ...about(view), service: service.name }, `consume-${usedName(service, exposer)}`),
      spec: {
        hosts: [serviceHost(service, view.cluster, exposer)],
        gateways: ["federation-egress"],
        exportTo: ["."],
        tcp: [{ route: [{ destination: { host: exposer.hostname, subset: subsetName(service.name), port: { number: gatewayPort } } }] }],
      },
    },
    `Connections to ${service.name} go to ${exposer.name} under their own server name.`,
  );
}
