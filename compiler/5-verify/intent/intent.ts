import type { Labels } from "../../1-load/federation-file.ts";

/** What federation.yaml says of one call. */
export type Intent = Granted | Withheld;

/** It may end in these places and in no others; what their shares leave of 100 is refused. */
export interface Granted {
  readonly kind: "granted";
  readonly ways: readonly IntendedEnd[];
}

export interface Withheld {
  /** `undecided`: the file leaves it to others. */
  readonly kind: "refused" | "undecided";
  /** One sentence. */
  readonly why: string;
  /** `handshake`: it must fail before a request can be made, whatever would become of that. */
  readonly at?: "handshake";
}

/** A place that calls may end in. */
export interface IntendedEnd {
  readonly cluster: string;
  /** `reviews.bookinfo` */
  readonly service: string;
  readonly port: number;
  /** Labels of the pods that serve it, where the file chooses among those of the Service. */
  readonly labels: Labels;
  /** In percent. */
  readonly share: number;
  /** `may`: it is no mistake where the calls do not arrive, since others have a say in it too. */
  readonly arrives: "must" | "may";
  /** No object of the federation speaks of this place: it is the consuming cluster's own, or in a cluster that configures itself. */
  readonly outsideModel: boolean;
}

export function refused(why: string): Withheld {
  return { kind: "refused", why };
}

/** Who shows no certificate that is meant is not even listened to. */
export function refusedAtHandshake(why: string): Withheld {
  return { kind: "refused", why, at: "handshake" };
}

export function undecided(why: string): Withheld {
  return { kind: "undecided", why };
}
