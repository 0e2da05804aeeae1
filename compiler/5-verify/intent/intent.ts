import type { Labels } from "../../1-load/federation-file.ts";
import type { HttpRequest } from "../../istio/call.ts";

/** The answer of federation.yaml about one call. */
export type Intent = Granted | Withheld;

/** The call may end in these places only. The rest of 100 percent is refused. */
export interface Granted {
  readonly kind: "granted";
  readonly ends: readonly IntendedEnd[];
}

interface Withheld {
  /** `undecided`: the file leaves it to others. */
  readonly kind: "refused" | "undecided";
  /** One sentence. */
  readonly why: string;
  /** Set if it must fail before any request is possible. */
  readonly at?: "handshake";
}

/** A place where a call may end. */
export interface IntendedEnd {
  readonly cluster: string;
  /** `reviews.bookinfo` */
  readonly service: string;
  readonly port: number;
  /** The labels of the serving pods, if the file chooses among those of the Service. */
  readonly labels: Labels;
  /** In percent. */
  readonly share: number;
  /** `may`: others have a say too, so it is not a mistake if the calls do not arrive. */
  readonly arrives: "must" | "may";
  /** Whether no object of the federation is about this place: the consuming cluster's own, or in a cluster that configures itself. */
  readonly outsideModel: boolean;
}

/** The answer about one request of a caller; `undefined` stands for a tcp connection. */
export type IntentOf = (request: HttpRequest | undefined) => Intent;

/** The answers about several. What is known of a list is kept, so the same list costs least. */
export type IntentsOf = (sent: readonly (HttpRequest | undefined)[]) => readonly Intent[];

/** Whether there are requests in all of the calls. */
export function isHttp(sent: readonly (HttpRequest | undefined)[]): sent is readonly HttpRequest[] {
  return !sent.includes(undefined);
}

/** Each answer by itself. */
export function eachBy(intentOf: IntentOf): IntentsOf {
  return (sent) => sent.map(intentOf);
}

/** Refused if there are no ends. */
export function grantedAt(ends: readonly IntendedEnd[], refusal = notGranted): Intent {
  return ends.length > 0 ? { kind: "granted", ends } : refusal;
}

export function refused(why: string, at?: "handshake"): Withheld {
  return { kind: "refused", why, ...(at && { at }) };
}

export function undecided(why: string): Withheld {
  return { kind: "undecided", why };
}

const notGranted = refused("it is not granted");
