import type { Consumption } from "../../2-resolve/federation.ts";
import { type Manifest, manifest, metadata, suppressed } from "../manifest.ts";
import type { Endpoint, ServiceEntry, TrafficPolicy } from "../objects.ts";
import { entryPorts } from "./workload-uses.ts";

/** A host by which callers' proxies know a service, or several, of other clusters in mode workloads. */
export interface WorkloadHost {
  readonly about: { readonly federation: string; readonly namespace: string; readonly service?: string };
  /** Of both objects. */
  readonly name: string;
  readonly host: string;
  /** Given where applications do not call it by its name: else Istio chooses it, and the agents' DNS proxy tells it. */
  readonly address?: string;
  readonly exportTo: readonly string[];
  readonly consumptions: readonly Consumption[];
  /** SPIFFE IDs of who serves it. */
  readonly servers: readonly string[];
  /** Where it leads, by the names of its ports. */
  readonly leadsTo: (ports: readonly string[]) => Pick<ServiceEntry["spec"], "resolution"> & { readonly endpoints: readonly Endpoint[] };
  readonly trafficPolicy: TrafficPolicy;
  readonly comments: { readonly entry: string; readonly policy: string };
}

/** The host, and how callers' proxies speak to what is behind it. */
export function planWorkloadHost(wanted: WorkloadHost): readonly Manifest[] {
  const { about, name, host, exportTo, consumptions, servers, trafficPolicy, comments } = wanted;
  const ports = entryPorts(consumptions);
  const tcp = consumptions.some(({ service }) => service.protocol === "tcp");
  const addressed = tcp && wanted.address !== undefined;
  const chosen = tcp && !addressed;
  const spec = {
    hosts: [host],
    ...(addressed && { addresses: [wanted.address] }),
    location: "MESH_INTERNAL" as const,
    exportTo,
    ports,
    subjectAltNames: servers,
    ...wanted.leadsTo(ports.map((port) => port.name)),
  };
  return [
    manifest(
      {
        apiVersion: "networking.istio.io/v1",
        kind: "ServiceEntry",
        metadata: metadata(about, name, chosen ? suppressed("IST0134") : {}),
        spec,
      },
      comments.entry,
      ...(chosen ? ["IST0134 does not apply: it gets its address from Istio."] : []),
      ...(addressed ? ["Nobody has its address: without one, its tcp ports would take connections to the same ports elsewhere."] : []),
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
