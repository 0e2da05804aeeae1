import type { Labels, Mode } from "../../1-load/federation-file.ts";
import { callersAllowed, coversCaller } from "../../2-resolve/caller-lists.ts";
import type { Cluster, Consumption, Grant } from "../../2-resolve/federation.ts";
import { grouped } from "../../2-resolve/grouped.ts";
import { sorted } from "../../2-resolve/names.ts";
import { allDestinations, beginsWithLocal, isReachable } from "../../2-resolve/routes-in-force.ts";
import { compare } from "../../findings/finding.ts";
import { addressesOf } from "../gateways/endpoints.ts";
import { groupHost, isTcp, pairHost, serviceHost } from "../names.ts";

/** TCP connections from one cluster to one address and port of another, which every firewall between the two must let through. */
export interface NetworkConnection {
  readonly from: string;
  readonly sources: readonly ConnectionSource[];
  readonly to: string;
  /** An IP address or a DNS name. */
  readonly address: string;
  readonly port: number;
  /** The port on the exposer's nodes, behind the address; `assigned` if Kubernetes chooses it. */
  readonly nodePort?: number | "assigned";
  readonly protocol: "TCP";
  /** Mutual TLS ends at the ingress gateway in mode gateways, and at the called workload in mode workloads. */
  readonly mode: Mode;
  /** The names in the TLS handshake (SNI). */
  readonly serverNames: readonly string[];
  readonly services: readonly string[];
}

/** What opens a connection. federation.yaml does not have the addresses of any of these. */
export type ConnectionSource =
  | { readonly kind: "egress gateway"; readonly pods?: { readonly namespace: string; readonly labels: Labels } }
  | { readonly kind: "workloads"; readonly callers: readonly string[] }
  /** In mode workloads, a cluster that configures itself decides whether its calls pass a gateway. */
  | { readonly kind: "workloads or a gateway"; readonly callers: readonly string[] };

/** A cluster that is not dialled yet, since federation.yaml does not have its address. */
export interface AwaitedConnection {
  readonly from: string;
  readonly to: string;
  readonly services: readonly string[];
}

export interface NetworkNeeds {
  /** By dialling cluster, then dialled cluster; addresses in the order of the file. */
  readonly connections: readonly NetworkConnection[];
  readonly awaited: readonly AwaitedConnection[];
}

/** One local name's use of a grant. */
export interface DiallingUse {
  readonly grant: Grant;
  readonly consumption: Consumption;
}

interface Dialled {
  readonly grant: Grant;
  readonly source: ConnectionSource;
  readonly serverName: string;
}

/** The connections that these grants need, as far as they are in force. Leaves out uses that are not `chosen`. */
export function networkNeeds(
  grants: readonly Grant[],
  federation: string,
  chosen: (use: DiallingUse) => boolean = () => true,
): NetworkNeeds {
  const uses = grants
    .filter(({ inactive }) => inactive === undefined)
    .flatMap((grant) => grant.users.map((consumption) => ({ grant, consumption })))
    .filter((use) => isCalled(use) && chosen(use));
  const pairs = [...grouped(uses, ({ grant }) => `${grant.consumer.name} ${grant.exposure.cluster.name}`)].sort(([a], [b]) =>
    compare(a, b),
  );
  return {
    connections: pairs.flatMap(([, ofPair]) => connectionsOfPair(ofPair.flatMap((use) => dialledBy(use, federation) ?? []))),
    awaited: pairs.flatMap(([, ofPair]) => awaitedOfPair(ofPair)),
  };
}

/** A pair of clusters has one mode, so its connections differ only by address. */
function connectionsOfPair(dialled: readonly Dialled[]): readonly NetworkConnection[] {
  const [first] = dialled;
  if (!first) return [];
  const { consumer, exposure, mode } = first.grant;
  const { addresses, port } = addressesOf(exposure.cluster);
  const nodePort = nodePortOf(exposure.cluster);
  const sources = mergedSources(dialled.map(({ source }) => source));
  const serverNames = sorted(dialled.map(({ serverName }) => serverName));
  const services = servicesOf(dialled);
  return addresses.map((address) => ({
    from: consumer.name,
    sources,
    to: exposure.cluster.name,
    address,
    port,
    ...(nodePort !== undefined && { nodePort }),
    protocol: "TCP",
    mode,
    serverNames,
    services,
  }));
}

function awaitedOfPair(uses: readonly DiallingUse[]): readonly AwaitedConnection[] {
  const waiting = uses.filter(({ grant }) => grant.pending);
  const [first] = waiting;
  if (!first) return [];
  const { consumer, exposure } = first.grant;
  return [{ from: consumer.name, to: exposure.cluster.name, services: servicesOf(waiting) }];
}

/** Undefined if no connection comes of this use: the exposer has no address, or the two halves name no common caller. */
function dialledBy({ grant, consumption }: DiallingUse, federation: string): Dialled | undefined {
  if (!isReachable(grant)) return undefined;
  const { consumer, exposure, mode } = grant;
  const { service, cluster: exposer } = exposure;
  const source = sourceOf(grant, consumption);
  if ("callers" in source && source.callers.length === 0) return undefined;
  const isGroup = consumption.failover !== undefined && !beginsWithLocal(consumption);
  if (isGroup) return { grant, source, serverName: groupHost(service, consumer, federation) };
  const hasOwnName = mode === "workloads" || isTcp(grant);
  return { grant, source, serverName: hasOwnName ? serviceHost(grant) : pairHost(consumer, exposer) };
}

/** Whether calls of the local name go to the exposer: a destination of weight 0 is not dialled. */
function isCalled({ grant, consumption }: DiallingUse): boolean {
  return allDestinations(consumption).some((destination) => destination.grant === grant && destination.weight > 0);
}

function sourceOf(grant: Grant, consumption: Consumption): ConnectionSource {
  const { consumer, mode, allow } = grant;
  if (mode === "workloads" && !consumer.managed)
    return { kind: "workloads or a gateway", callers: callersAllowed(allow, consumption.callers) };
  // A failover in mode workloads goes straight to the exposers.
  if (mode === "workloads" && consumption.via === "direct")
    return { kind: "workloads", callers: callersAllowed(allow, consumption.callers) };
  const pods = consumer.managed && consumer.egress && { namespace: consumer.namespace, labels: consumer.egress.selector };
  return { kind: "egress gateway", ...(pods && { pods }) };
}

function mergedSources(sources: readonly ConnectionSource[]): readonly ConnectionSource[] {
  return [...grouped(sources, ({ kind }) => kind)]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([, [first, ...others]]): readonly ConnectionSource[] => {
      if (!first || first.kind === "egress gateway") return first ? [first] : [];
      const callers = sorted([first, ...others].flatMap((source) => ("callers" in source ? source.callers : [])));
      return [{ kind: first.kind, callers: widestOf(callers) }];
    });
}

/** Without the entries that another entry covers. */
function widestOf(callers: readonly string[]): readonly string[] {
  if (callers.includes("any")) return ["any"];
  return callers.filter((caller) => !callers.some((other) => other !== caller && coversCaller([other], caller)));
}

/** The node port of a Service that fedc writes. fedc does not know the Service of an existing gateway or of a partner. */
function nodePortOf({ managed, ingress }: Cluster): NetworkConnection["nodePort"] {
  if (!managed || !ingress?.deploy) return undefined;
  const { type, nodePort } = ingress.service;
  return nodePort ?? (type === "NodePort" ? "assigned" : undefined);
}

function servicesOf(uses: readonly Pick<DiallingUse, "grant">[]): readonly string[] {
  return sorted(uses.map(({ grant }) => grant.exposure.service.name));
}
