import type { Consumption } from "../../2-resolve/federation.ts";
import { type Manifest, manifest, metadata, suppressed } from "../manifest.ts";
import type { Endpoint, ServiceEntry, TrafficPolicy } from "../objects.ts";
import { entryPorts } from "./workload-uses.ts";

/** A host under which callers' proxies know one or more services of other clusters in mode workloads. */
export interface WorkloadHost {
  readonly about: { readonly federation: string; readonly namespace: string; readonly service?: string };
  /** The name of both objects. */
  readonly name: string;
  readonly host: string;
  /** Set if applications do not call the host by name. Otherwise Istio assigns one, and the agents' DNS proxy resolves the name to it. */
  readonly address?: string;
  readonly exportTo: readonly string[];
  readonly consumptions: readonly Consumption[];
  /** SPIFFE IDs of the workloads that serve it. */
  readonly servers: readonly string[];
  /** The endpoints, given the names of the host's ports. */
  readonly leadsTo: (ports: readonly string[]) => Pick<ServiceEntry["spec"], "resolution"> & { readonly endpoints: readonly Endpoint[] };
  readonly trafficPolicy: TrafficPolicy;
  readonly comments: { readonly entry: string; readonly policy: string };
}

/** A ServiceEntry for the host, and a DestinationRule for TLS to its endpoints. */
export function planWorkloadHost(workloadHost: WorkloadHost): readonly Manifest[] {
  const { about, name, host, exportTo, consumptions, servers, trafficPolicy, comments } = workloadHost;
  const ports = entryPorts(consumptions);
  const tcp = consumptions.some(({ service }) => service.protocol === "tcp");
  const addressed = tcp && workloadHost.address !== undefined;
  const assigned = tcp && !addressed;
  const spec = {
    hosts: [host],
    ...(addressed && { addresses: [workloadHost.address] }),
    location: "MESH_INTERNAL" as const,
    exportTo,
    ports,
    subjectAltNames: servers,
    ...workloadHost.leadsTo(ports.map((port) => port.name)),
  };
  return [
    manifest(
      {
        apiVersion: "networking.istio.io/v1",
        kind: "ServiceEntry",
        metadata: metadata(about, name, assigned ? suppressed("IST0134") : {}),
        spec,
      },
      comments.entry,
      ...(assigned ? ["IST0134 does not apply: Istio assigns the address."] : []),
      ...(addressed ? ["The address is unused. Without one, its tcp ports would capture connections to the same ports elsewhere."] : []),
    ),
    manifest(
      {
        apiVersion: "networking.istio.io/v1",
        kind: "DestinationRule",
        metadata: metadata(about, name),
        spec: { host, exportTo, trafficPolicy },
      },
      comments.policy,
    ),
  ];
}
