import type { Labels } from "../1-load/federation-file.ts";

/** The result of a call: every way that it can end. */
export interface Verdict {
  readonly outcomes: readonly Outcome[];
}

/** One way that a call can end. */
export interface Outcome {
  /** In percent. The shares of a verdict add up to 100. */
  readonly share: number;
  readonly end: Reached | Refused | Outside;
  /** The way from the caller to this end; empty without a trace. */
  readonly hops: readonly Hop[];
}

export interface Reached {
  readonly kind: "reached";
  readonly cluster: string;
  /** `reviews.bookinfo` */
  readonly service: string;
  readonly port: number;
  /** The labels of the pods that get the call, as far as they are known. */
  readonly labels: Labels;
}

/** 400 is for a path that Envoy does not take. */
export type RefusalStatus = 400 | 403 | 404 | 503;

interface Refused {
  readonly kind: "refused";
  /** The status that the caller sees; `none` for a connection that is closed. */
  readonly answer: RefusalStatus | "none";
  /** Set if no request was possible: there is no server of that name, or the TLS handshake failed. */
  readonly at?: "handshake";
  /** One sentence. */
  readonly why: string;
  /** The object that decided it, or lacks what would let the call pass. */
  readonly by?: ObjectName;
}

/** The call leaves the model: none of the given objects decides what becomes of it. */
interface Outside {
  readonly kind: "outside";
  /** The cluster that the call leaves for, if its objects are not given. */
  readonly cluster?: string;
  /** One sentence. */
  readonly why: string;
}

/** One proxy on the way. */
export interface Hop {
  readonly cluster: string;
  readonly at: "caller" | "egress" | "ingress" | "workload";
  /** What happens there, in one sentence. */
  readonly what: string;
  /** The objects that decided it. */
  readonly by: readonly ObjectName[];
}

/** An object, or one of its fields. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** `spec.rules[0].to[1]`; undefined for the object as a whole. */
  readonly field?: string;
}
