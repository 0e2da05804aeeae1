import { gatewayPort } from "../../2-resolve/cluster.ts";
import type { ClusterView, Group } from "../cluster-view.ts";
import { type Manifest, manifest, metadata, type PlannedFile } from "../manifest.ts";
import { groupHost } from "../names.ts";
import { failoverByHealth, inOrder, leavingComment, orderComment } from "../order.ts";
import { planFailoverInModeWorkloads } from "../workloads/failover-workloads.ts";
import { exposerEndpoints, exposerPort, gatewayTls, resolutionOf } from "./endpoints.ts";
import { callersRule } from "./exposer.ts";

/** `failover-<service>.yaml`: a group of exposing clusters, which are tried in order. */
export function planFailover(view: ClusterView): readonly PlannedFile[] {
  return view.groups.map((group) => ({
    name: `failover-${group.service.name}.yaml`,
    manifests:
      group.mode === "workloads"
        ? planFailoverInModeWorkloads(view, group)
        : [serviceEntry, destinationRule, virtualService, policy].map((plan) => plan(view, group)),
  }));
}

function about({ federation, cluster }: ClusterView, { service }: Group) {
  return metadata({ federation, namespace: cluster.namespace, service: service.name }, `failover-${service.name}`);
}

function serviceEntry(view: ClusterView, group: Group): Manifest {
  const exposers = group.grants.map(({ exposure }) => exposure.cluster);
  const endpoints = inOrder(exposers.map(exposerEndpoints));
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "ServiceEntry",
      metadata: about(view, group),
      spec: {
        hosts: [groupHost(group.service, view.cluster, view.federation)],
        location: "MESH_EXTERNAL",
        resolution: resolutionOf(exposers),
        exportTo: ["."],
        ports: [exposerPort],
        endpoints,
      },
    },
    orderComment(exposers),
  );
}

function destinationRule(view: ClusterView, group: Group): Manifest {
  const { cluster, federation } = view;
  const exposers = group.grants.map(({ exposure }) => exposure.cluster);
  const host = groupHost(group.service, cluster, federation);
  const http = group.service.protocol === "tcp" ? undefined : { useClientProtocol: true };
  return manifest(
    {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: about(view, group),
      spec: {
        host,
        exportTo: ["."],
        workloadSelector: { matchLabels: cluster.egress?.selector ?? {} },
        trafficPolicy: {
          ...failoverByHealth(exposers.length, http),
          tls: gatewayTls(cluster, host, exposers),
        },
      },
    },
    leavingComment(group.service),
  );
}

function virtualService(view: ClusterView, group: Group): Manifest {
  const host = groupHost(group.service, view.cluster, view.federation);
  const route = [{ destination: { host, port: { number: gatewayPort } } }];
  return manifest({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: about(view, group),
    spec: {
      hosts: [host],
      gateways: ["federation-egress"],
      exportTo: ["."],
      ...(group.service.protocol === "tcp" ? { tcp: [{ route }] } : { http: [{ retries: { attempts: 0 }, route }] }),
    },
  });
}

function policy(view: ClusterView, group: Group): Manifest {
  const { cluster, federation } = view;
  const host = groupHost(group.service, cluster, federation);
  return manifest(
    {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: about(view, group),
      spec: {
        selector: { matchLabels: cluster.egress?.selector ?? {} },
        action: "ALLOW",
        rules: [callersRule(group.service.protocol === "tcp", group.callers, host)],
      },
    },
    `The local callers of ${group.service.name}, whichever cluster serves it.`,
  );
}
