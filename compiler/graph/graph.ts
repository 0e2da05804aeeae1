import type { Mode, Protocol } from "../1-load/federation-file.ts";

/** Who calls what and how much: a federation as nodes and edges, with nothing in it that only the output needs. */
export interface Graph {
  readonly federation: string;
  /** By name. */
  readonly clusters: readonly ClusterNode[];
  /** By service, then cluster. */
  readonly services: readonly ServiceNode[];
  /** By service, then cluster, then as written. */
  readonly names: readonly NameNode[];
  /** By service, then in the order of the local names. */
  readonly calls: readonly GraphCall[];
}

export interface ClusterNode {
  readonly name: string;
  readonly hostname: string;
  readonly owner: string | undefined;
  readonly managed: boolean;
  /** Why it is not in force. */
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

/** A name under which one cluster uses a service. */
export interface NameNode {
  readonly service: string;
  readonly cluster: string;
  /** `name.namespace:port`; missing where a cluster that configures itself leaves it out, and where nothing consumes what is allowed. */
  readonly as: string | undefined;
  /** A Service that is made, one that was there, a full host name that is made known, or one that exists outside. */
  readonly kind: "created" | "existing" | "host" | "outside" | "unknown";
  readonly callers: "any" | readonly string[];
  readonly callerLabels: string | undefined;
  /** What the local Service of that name keeps. */
  readonly keeps: Portion | undefined;
  readonly inactive: string | undefined;
}

/** How much of a name's calls goes to one place. */
export interface Portion {
  /** Per route that leads there, in order. */
  readonly shares: readonly Share[];
  /** Its place in the order of a failover, from 1. */
  readonly choice: number | undefined;
}

export interface Share {
  readonly percent: number;
  /** Of which calls; missing where it is all that no earlier route takes. */
  readonly when: string | undefined;
}

/** An edge: one local name's use of one exposing cluster's service. */
export interface GraphCall extends Portion {
  readonly from: NameNode;
  readonly to: ServiceNode;
  readonly state: CallState;
  /** Why it is not in force. */
  readonly reason: string | undefined;
  readonly mode: Mode;
  readonly via: "egress" | "direct" | undefined;
  /** What is let through, one text per alternative. */
  readonly allows: readonly string[];
}

/** `pending`: the exposing cluster has no address yet. */
export type CallState = "in force" | "pending" | "inactive";
