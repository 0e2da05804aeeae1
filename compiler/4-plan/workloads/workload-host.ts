import type { Consumption } from "../../2-resolve/federation.ts";
import { type Manifest, metadata, planned, suppressed } from "../manifest.ts";
import type { TrafficPolicy } from "../objects.ts";
import { entryPorts, type FirstHop } from "./workload-uses.ts";

/** A host under which callers' proxies know one or more services of other clusters in mode workloads. */
interface WorkloadHost {
  readonly about: Parameters<typeof metadata>[0];
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
  readonly leadsTo: (ports: readonly string[]) => FirstHop;
  readonly trafficPolicy: TrafficPolicy;
  readonly comments: { readonly entry: string; readonly policy: string };
}

/** The comment of a policy that accepts only the servers of one exposing cluster. */
export const acceptedAccounts = "Callers accept only the service accounts that serve it. Gateways route by the server name.";

/** A ServiceEntry for the host, and a DestinationRule for TLS to its endpoints. */
export function planWorkloadHost(workloadHost: WorkloadHost): readonly Manifest[] {
  const { about, name, host, address, exportTo, consumptions, servers, trafficPolicy, comments } = workloadHost;
  const ports = entryPorts(consumptions);
  const tcp = consumptions.some(({ service }) => service.protocol === "tcp");
  const addressed = tcp && address !== undefined;
  const assigned = tcp && !addressed;
  return [
    planned(
      "ServiceEntry",
      metadata(about, name, assigned ? suppressed("IST0134") : {}),
      {
        hosts: [host],
        ...(addressed && { addresses: [address] }),
        location: "MESH_INTERNAL",
        exportTo,
        ports,
        subjectAltNames: servers,
        ...workloadHost.leadsTo(ports.map((port) => port.name)),
      },
      comments.entry,
      ...(assigned ? ["IST0134 does not apply: Istio assigns the address."] : []),
      ...(addressed ? ["The address is unused. Without one, its tcp ports would capture connections to the same ports elsewhere."] : []),
    ),
    planned("DestinationRule", metadata(about, name), { host, exportTo, trafficPolicy }, comments.policy),
  ];
}
