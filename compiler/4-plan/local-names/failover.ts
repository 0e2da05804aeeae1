import type { Consumption, FederatedService, Grant } from "../../2-resolve/federation.ts";
import { sorted } from "../../2-resolve/names.ts";
import { beginsWithLocal, failoverInForce } from "../../2-resolve/routes-in-force.ts";
import type { AnsweredLocalName, ClusterView } from "../cluster-view.ts";
import { lastingConnections } from "../gateways/lasting-connections.ts";
import { type Manifest, metadata, planned, suppressed } from "../manifest.ts";
import { serviceHost, spiffeIds } from "../names.ts";
import type { TrafficPolicy } from "../objects.ts";
import { connectTimeout, leavingComment, outlierDetection } from "../order.ts";
import { entryPorts, remoteIngress, serversOf, workloadTls } from "../workloads/workload-uses.ts";

/** A port that is served in this cluster while its pods are healthy, and by another cluster otherwise. */
interface FailingOver {
  readonly consumption: Consumption;
  readonly grant: Grant;
}

/** The ports of a local name that fail over from the local Service to another cluster's. */
export function failingOver(consumptions: readonly Consumption[]): readonly FailingOver[] {
  return consumptions.filter(beginsWithLocal).flatMap((consumption) => {
    const [grant] = failoverInForce(consumption);
    return grant ? [{ consumption, grant }] : [];
  });
}

/**
 * A ServiceEntry for the local Service's host: Istio merges these endpoints with the Service's own. Proxies tell the two apart by
 * network, since local pods have no label for an order.
 */
export function localFailoverEntry(
  { federation }: ClusterView,
  { host }: AnsweredLocalName,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  exportTo: readonly string[],
  failovers: readonly FailingOver[],
): Manifest {
  const consumptions = failovers.map(({ consumption }) => consumption);
  const exposer = failovers[0]?.grant.exposure.cluster;
  if (!exposer) throw new Error(`${host} has no cluster to fail over to`);
  const ports = entryPorts(consumptions, portNameOf);
  const portNames = ports.map((port) => port.name);
  const tcp = consumptions.some(({ service }) => service.protocol === "tcp");
  return planned(
    "ServiceEntry",
    metadata({ federation, namespace }, `federation-${name}`, tcp ? suppressed("IST0134") : {}),
    {
      hosts: [host],
      location: "MESH_INTERNAL",
      resolution: "STATIC",
      exportTo,
      ports,
      endpoints: remoteIngress(exposer, portNames).endpoints.map((endpoint) => ({ network: `federation-${exposer.name}`, ...endpoint })),
      subjectAltNames: sorted(failovers.flatMap(accounts)),
    },
    `The local Service first, then ${exposer.name}.`,
    ...(tcp ? ["IST0134 does not apply: the Service has an address."] : []),
  );
}

/** Local pods recover sooner than another cluster's gateway. */
const localEjectionTime = "5s";

/** When calls leave a local pod, or the other cluster's gateway. */
export function localLeavingComment(service: FederatedService, article = "A"): string {
  return leavingComment(service, `${article} pod or an ingress gateway`, localEjectionTime);
}

/** Settings per port, so that other ports of the Service keep theirs. Proxies ignore the server name when they call local pods. */
export function localFailoverPolicy(failovers: readonly FailingOver[]): TrafficPolicy {
  const portLevelSettings = failovers.map((failover) => ({
    port: { number: failover.consumption.port ?? 0 },
    connectionPool: lastingConnections(
      [failover.grant.exposure.cluster],
      failover.consumption.service.protocol === "tcp" ? undefined : {},
      connectTimeout,
    ),
    outlierDetection: { ...outlierDetection, baseEjectionTime: localEjectionTime },
    loadBalancer: { localityLbSetting: { enabled: true, failoverPriority: ["topology.istio.io/network"] } },
    tls: workloadTls(serviceHost(failover.grant), accounts(failover)),
  }));
  return { portLevelSettings };
}

/** The service accounts that serve the port in either cluster. */
function accounts({ consumption: { as, cluster, failover }, grant }: FailingOver): readonly string[] {
  const here = failover?.[0]?.written?.local?.serviceAccounts ?? [];
  return sorted([...spiffeIds(cluster, as?.namespace ?? "", here), ...serversOf(grant.exposure)]);
}

/** The port must have the local Service's port name, or Istio would not merge the two. */
function portNameOf({ failover }: Consumption): string {
  return failover?.[0]?.written?.local?.portName ?? "";
}
