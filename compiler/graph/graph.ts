import type { Mode, Protocol } from "../1-load/federation-file.ts";

/** A federation as nodes and edges: who calls what, and how much of it. It leaves out details that only the output needs. */
export interface Graph {
  readonly federation: string;
  /** Sorted by name. */
  readonly clusters: readonly ClusterNode[];
  /** Sorted by service, then cluster. */
  readonly services: readonly ServiceNode[];
  /** Sorted by service, then cluster, then in the order of federation.yaml. */
  readonly names: readonly NameNode[];
  /** Sorted by service, then in the order of the local names. */
  readonly calls: readonly GraphCall[];
}

export interface ClusterNode {
  readonly name: string;
  readonly hostname: string;
  readonly owner: string | undefined;
  readonly managed: boolean;
  /** The reason, if it is not in force. */
  readonly inactive: string | undefined;
}

/** A service as one cluster exposes it. */
export interface ServiceNode {
  readonly service: string;
  readonly cluster: string;
  readonly protocol: Protocol;
  /** The Service there, `name.namespace:port`. */
  readonly local: string;
  readonly subset: string | undefined;
  readonly path: string | undefined;
  readonly owner: string | undefined;
  readonly description: string | undefined;
  readonly inactive: string | undefined;
}

/** A local name under which one cluster uses a service. */
export interface NameNode {
  readonly service: string;
  readonly cluster: string;
  /** `name.namespace:port`. Undefined if a cluster that configures itself leaves it out, or if nothing consumes an allow. */
  readonly as: string | undefined;
  /** A Service that fedc creates, an existing Service, a full host name that fedc makes known, or a host name that exists outside. */
  readonly kind: "created" | "existing" | "host" | "outside" | "unknown";
  readonly callers: "any" | readonly string[];
  readonly callerLabels: string | undefined;
  /** The portion that stays with the local Service of that name. */
  readonly keeps: Portion | undefined;
  readonly inactive: string | undefined;
}

/** How many of a name's calls go to one destination. */
export interface Portion {
  /** One share per route that leads there, in order. */
  readonly shares: readonly Share[];
  /** The destination's place in a failover, from 1. */
  readonly choice: number | undefined;
}

export interface Share {
  readonly percent: number;
  /** The name of the subset that the route chooses, if it chooses one. */
  readonly subset?: string;
  /** The condition of the route. Undefined if the route takes every call that no earlier route takes. */
  readonly when: string | undefined;
}

/** An edge: one local name uses the service of one exposing cluster. */
export interface GraphCall extends Portion {
  readonly from: NameNode;
  readonly to: ServiceNode;
  readonly state: CallState;
  /** The reason, if it is not in force. */
  readonly reason: string | undefined;
  readonly mode: Mode;
  readonly via: "egress" | "direct" | undefined;
  /** The calls that are allowed, one text per alternative. */
  readonly allows: readonly string[];
}

/** `pending`: the exposing cluster has no address yet. */
export type CallState = "in force" | "pending" | "inactive";
