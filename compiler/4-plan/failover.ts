import { gatewayPort } from "../2-resolve/cluster.ts";
import { endpointsOf, exposerPort, gatewayTls, resolutionOf } from "./endpoints.ts";
import { callersRule } from "./exposer.ts";
import type { Group, Involvement } from "./involvement.ts";
import { type Manifest, manifest, metadata, type PlannedFile } from "./manifest.ts";
import { groupHost } from "./names.ts";
import type { Endpoint, OutlierDetection } from "./objects.ts";

/**
 * The default of 10 percent never ejects one of two; one 5xx of an application is no reason to leave a cluster.
 * A vanished gateway costs one failed call of `connectTimeout`.
 */
const outlierDetection: OutlierDetection = {
  splitExternalLocalOriginErrors: true,
  consecutiveLocalOriginFailures: 1,
  consecutiveGatewayErrors: 5,
  consecutive5xxErrors: 0,
  interval: "1s",
  baseEjectionTime: "30s",
  maxEjectionPercent: 100,
};

/** `failover-<service>.yaml`: a group of exposing clusters, tried in order. */
export function planFailover(involvement: Involvement): readonly PlannedFile[] {
  return involvement.groups.map((group) => ({
    name: `failover-${group.service.name}.yaml`,
    manifests: [serviceEntry, destinationRule, virtualService, policy].map((plan) => plan(involvement, group)),
  }));
}

function about({ federation, cluster }: Involvement, { service }: Group) {
  return metadata({ federation, namespace: cluster.namespace, service: service.name }, `failover-${service.name}`);
}

function serviceEntry(involvement: Involvement, group: Group): Manifest {
  const exposers = group.grants.map(({ exposure }) => exposure.cluster);
  const endpoints = exposers.flatMap((exposer, i) =>
    endpointsOf(exposer).map((endpoint) => ({ ...endpoint, ...labelled(i, exposers.length) })),
  );
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "ServiceEntry",
      metadata: about(involvement, group),
      spec: {
        hosts: [groupHost(group.service, involvement.cluster, involvement.federation)],
        location: "MESH_EXTERNAL",
        resolution: resolutionOf(exposers),
        exportTo: ["."],
        ports: [exposerPort],
        endpoints,
      },
    },
    `${exposers[0]?.name} while it is there, then ${
      exposers
        .slice(1)
        .map(({ name }) => name)
        .join(", then ") || "nobody"
    }.`,
  );
}

/** One key gives two levels: so for n clusters the i-th (from 0) bears the first n-1-i of n-1 keys. */
function labelled(i: number, n: number): Pick<Endpoint, "labels"> {
  const labels = Object.fromEntries(
    orderKeys(n)
      .slice(0, n - 1 - i)
      .map((key) => [key, "true"]),
  );
  return Object.keys(labels).length > 0 ? { labels } : {};
}

function orderKeys(n: number): readonly string[] {
  return Array.from({ length: n - 1 }, (_, i) => `fedc.dev/order-${i + 1}`);
}

function destinationRule(involvement: Involvement, group: Group): Manifest {
  const { cluster, federation } = involvement;
  const exposers = group.grants.map(({ exposure }) => exposure.cluster);
  const host = groupHost(group.service, cluster, federation);
  const keys = orderKeys(exposers.length).map((key) => `${key}=true`);
  const http = group.service.protocol === "tcp" ? {} : { http: { useClientProtocol: true } };
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: about(involvement, group),
      spec: {
        host,
        exportTo: ["."],
        workloadSelector: { matchLabels: cluster.egress?.selector ?? {} },
        trafficPolicy: {
          connectionPool: { ...http, tcp: { connectTimeout: "2s" } },
          outlierDetection,
          loadBalancer: { localityLbSetting: { enabled: true, ...(keys.length > 0 && { failoverPriority: keys }) } },
          tls: gatewayTls(cluster, host, exposers),
        },
      },
    },
    "A cluster whose gateway does not answer is left at once; an application's own errors are no reason to leave it.",
  );
}

function virtualService(involvement: Involvement, group: Group): Manifest {
  const host = groupHost(group.service, involvement.cluster, involvement.federation);
  const route = [{ destination: { host, port: { number: gatewayPort } } }];
  return manifest({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: about(involvement, group),
    spec: {
      hosts: [host],
      gateways: ["federation-egress"],
      exportTo: ["."],
      ...(group.service.protocol === "tcp" ? { tcp: [{ route }] } : { http: [{ retries: { attempts: 0 }, route }] }),
    },
  });
}

function policy(involvement: Involvement, group: Group): Manifest {
  const { cluster, federation } = involvement;
  const host = groupHost(group.service, cluster, federation);
  return manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: about(involvement, group),
      spec: {
        selector: { matchLabels: cluster.egress?.selector ?? {} },
        action: "ALLOW",
        rules: [callersRule(group.service.protocol === "tcp", group.callers, host)],
      },
    },
    `Who may use ${group.service.name}, whichever cluster serves it.`,
  );
}
