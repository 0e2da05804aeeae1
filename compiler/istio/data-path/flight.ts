import type { Certificate } from "../../certificates/certificate.ts";
import type { Identity } from "../objects/identity.ts";
import type { Mesh } from "../objects/mesh.ts";
import type { TrustStore } from "../objects/trust-store.ts";
import type { Hop, ObjectName, Outcome } from "../verdict.ts";
import type { Meshes } from "./meshes.ts";

/** A call on its way: what may become of it, with what share. */
export interface Flight {
  readonly meshes: Meshes;
  readonly unavailable: readonly string[];
  readonly share: number;
  /** A proxy that speaks HTTP stands between: what fails after it is its 503 to the caller, who else sees no answer. */
  readonly answered: boolean;
  /** Undefined where nobody asked for them. */
  readonly hops: readonly Hop[] | undefined;
  readonly outcomes: Outcome[];
  /** Gets the clusters whose objects had a say; undefined where nobody asked for them. */
  readonly visited: Set<string> | undefined;
}

/** What goes over the wire: a request or bytes, in TLS or as it is. */
export interface Connection {
  readonly tls: ClientHello | undefined;
  readonly request: Request | undefined;
}

export interface ClientHello {
  readonly sni: string | undefined;
  readonly certificate: Identity | undefined;
  /** Undefined for one who takes any server. */
  readonly trust: { readonly store: TrustStore; readonly subjectAltNames: readonly string[] | undefined } | undefined;
}

export interface Request {
  readonly method: string;
  readonly path: string;
  /** The Host header. */
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Roots = ReadonlyMap<string, readonly Certificate[]>;

/** The way with a step more, if anybody asked: `describe` is called only then. */
export function stepped(flight: Flight, describe: () => Hop): Flight {
  return flight.hops ? { ...flight, hops: [...flight.hops, describe()] } : flight;
}

const nothing: readonly never[] = [];

/** Nobody serves it, or no connection comes about. Nothing goes on from here, nor from the other ends below. */
export function fail(flight: Flight, why: string, by?: ObjectName): readonly never[] {
  return refuse(flight, flight.answered ? 503 : "none", why, by);
}

/** The same, before TLS comes about. */
export function failHandshake(flight: Flight, why: string, by?: ObjectName): readonly never[] {
  return finish(flight, { kind: "refused", answer: flight.answered ? 503 : "none", at: "handshake", why, ...(by && { by }) });
}

export function refuse(flight: Flight, answer: 403 | 404 | 503 | "none", why: string, by?: ObjectName): readonly never[] {
  return finish(flight, { kind: "refused", answer, why, ...(by && { by }) });
}

/** What the overlays do not decide. */
export function leave(flight: Flight, why: string): readonly never[] {
  return finish(flight, { kind: "outside", why });
}

/** Nothing is emitted for the cluster that it arrives at. */
export function leaveFor(flight: Flight, cluster: string): readonly never[] {
  return finish(flight, { kind: "outside", why: `${cluster} configures itself`, cluster });
}

export function finish(flight: Flight, end: Outcome["end"]): readonly never[] {
  flight.outcomes.push({ share: flight.share, end, hops: flight.hops ?? nothing });
  return nothing;
}

export function isDown({ unavailable: down }: Flight, { facts }: Mesh, part: string): boolean {
  return down.length > 0 && (down.includes(facts.name) || down.includes(`${facts.name}/${part}`));
}
