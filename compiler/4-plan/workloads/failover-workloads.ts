import { sorted } from "../../2-resolve/names.ts";
import type { ClusterView, Group } from "../cluster-view.ts";
import type { Manifest } from "../manifest.ts";
import { groupHost, internalGroupHost, unroutedAddress } from "../names.ts";
import { failoverByHealth, inOrder, leavingComment, orderComment } from "../order.ts";
import { seenBy } from "../visibility.ts";
import { planWorkloadHost } from "./workload-host.ts";
import { remoteIngress, serversOf, workloadTls } from "./workload-uses.ts";

/** A group in mode workloads. Callers' proxies connect directly to the exposers' ingress gateways and try them in order. */
export function planFailoverInModeWorkloads(view: ClusterView, { service, grants, consumptions }: Group): readonly Manifest[] {
  const { federation, cluster, home } = view;
  const exposers = grants.map(({ exposure }) => exposure.cluster);
  const servers = sorted(grants.flatMap(({ exposure }) => serversOf(exposure)));
  const host = internalGroupHost(service, federation);
  return planWorkloadHost({
    about: { service: service.name, ...home },
    name: `failover-${service.name}`,
    host,
    address: unroutedAddress(host),
    exportTo: seenBy(cluster, consumptions),
    consumptions,
    servers,
    leadsTo: (ports) => ({
      resolution: "STATIC",
      endpoints: inOrder(exposers.map((exposer) => remoteIngress(exposer, ports).endpoints)),
    }),
    trafficPolicy: {
      tls: workloadTls(groupHost(service, cluster, federation), servers),
      ...failoverByHealth(exposers, service.protocol === "tcp" ? undefined : {}),
    },
    comments: { entry: orderComment(exposers), policy: leavingComment(service) },
  });
}
