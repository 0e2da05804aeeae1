import { sorted } from "../2-resolve/names.ts";
import type { Group, Involvement } from "./involvement.ts";
import { type Manifest, manifest, metadata } from "./manifest.ts";
import { groupHost, internalGroupHost } from "./names.ts";
import { failoverByHealth, inOrder, orderComment } from "./order.ts";
import { seenBy } from "./visibility.ts";
import { addressNote, entryPorts, remoteIngress, serversOf, workloadTls } from "./workload-uses.ts";

/** A group in mode workloads: callers' proxies go to the exposers' ingress gateways themselves, and try them in order. */
export function planFailoverInModeWorkloads(involvement: Involvement, { service, grants, consumptions }: Group): readonly Manifest[] {
  const { federation, cluster } = involvement;
  const exposers = grants.map(({ exposure }) => exposure.cluster);
  const accounts = sorted(grants.flatMap(({ exposure }) => serversOf(exposure)));
  const host = internalGroupHost(service, federation);
  const exportTo = seenBy(cluster, consumptions);
  const ports = entryPorts(consumptions);
  const { annotations, comment } = addressNote(consumptions);
  const about = { federation, namespace: cluster.namespace, service: service.name };
  const names = ports.map(({ name }) => name);
  return [
    manifest(
      {
        apiVersion: "networking.istio.io/v1",
        kind: "ServiceEntry",
        metadata: metadata(about, `failover-${service.name}`, annotations),
        spec: {
          hosts: [host],
          location: "MESH_INTERNAL",
          resolution: "STATIC",
          exportTo,
          ports,
          endpoints: inOrder(exposers.map((exposer) => remoteIngress(exposer, names).endpoints)),
          subjectAltNames: accounts,
        },
      },
      orderComment(exposers),
      ...comment,
    ),
    manifest(
      {
        apiVersion: "networking.istio.io/v1",
        kind: "DestinationRule",
        metadata: metadata(about, `failover-${service.name}`),
        spec: {
          host,
          exportTo,
          trafficPolicy: {
            ...failoverByHealth(exposers.length),
            tls: workloadTls(groupHost(service, cluster, federation), accounts),
          },
        },
      },
      "A cluster whose gateway does not answer is left at once; an application's own errors are no reason to leave it.",
    ),
  ];
}
