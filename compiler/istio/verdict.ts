import type { Labels } from "../1-load/federation-file.ts";

/** What comes of a call: every way that it can go, with its share. */
export interface Verdict {
  readonly outcomes: readonly Outcome[];
}

/** One way that a call can go. */
export interface Outcome {
  /** In percent; those of a verdict add up to 100. */
  readonly share: number;
  readonly end: Reached | Refused | Outside;
  /** The way there, from the caller on. */
  readonly hops: readonly Hop[];
}

export interface Reached {
  readonly kind: "reached";
  readonly cluster: string;
  /** `reviews.bookinfo` */
  readonly service: string;
  readonly port: number;
  /** Labels that the pods bear who get it, as far as objects say. */
  readonly labels: Labels;
}

interface Refused {
  readonly kind: "refused";
  /** What the caller sees: a status, or no answer at all. */
  readonly answer: 403 | 404 | 503 | "none";
  /** It never got as far as a request: no server of that name, or no TLS handshake. */
  readonly at?: "handshake";
  /** One sentence. */
  readonly why: string;
  /** The object that decided it, or whose absence did. */
  readonly by?: ObjectName;
}

/** What the overlays do not decide: nothing there is the federation's. */
interface Outside {
  readonly kind: "outside";
  /** The cluster that the call leaves for, where that one configures itself. */
  readonly cluster?: string;
  /** One sentence. */
  readonly why: string;
}

/** One step of the way. */
export interface Hop {
  readonly cluster: string;
  readonly at: "caller" | "egress" | "ingress" | "workload";
  /** What happens there, one sentence. */
  readonly what: string;
  /** What decided it. */
  readonly by: readonly ObjectName[];
}

/** An object, and the field of it that matters. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** `spec.rules[0].to[1]`; missing where it is the object as a whole. */
  readonly field?: string;
}
