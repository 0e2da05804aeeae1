import type { Certificate } from "../../certificates/certificate.ts";
import type { Identity } from "../objects/identity.ts";
import type { Mesh } from "../objects/mesh.ts";
import type { TrustStore } from "../objects/trust-store.ts";
import type { Hop, ObjectName, Outcome } from "../verdict.ts";
import type { Meshes } from "./meshes.ts";

/** A call on its way: what may become of it, with what share. */
export interface Way {
  readonly meshes: Meshes;
  readonly down: readonly string[];
  readonly share: number;
  /** A proxy that speaks HTTP stands between: what fails after it is its 503 to the caller, who else sees no answer. */
  readonly answered: boolean;
  /** Undefined where nobody asked for them. */
  readonly hops: readonly Hop[] | undefined;
  readonly outcomes: Outcome[];
  /** Gets the clusters whose objects had a say; undefined where nobody asked for them. */
  readonly asked: Set<string> | undefined;
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
export function stepped(way: Way, describe: () => Hop): Way {
  return way.hops ? { ...way, hops: [...way.hops, describe()] } : way;
}

const nothing: readonly never[] = [];

/** Nobody serves it, or no connection comes about. Nothing goes on from here, nor from the other ends below. */
export function fail(way: Way, why: string, by?: ObjectName): readonly never[] {
  return refuse(way, way.answered ? 503 : "none", why, by);
}

/** The same, before TLS comes about. */
export function failHandshake(way: Way, why: string, by?: ObjectName): readonly never[] {
  return finish(way, { kind: "refused", answer: way.answered ? 503 : "none", at: "handshake", why, ...(by && { by }) });
}

export function refuse(way: Way, answer: 403 | 404 | 503 | "none", why: string, by?: ObjectName): readonly never[] {
  return finish(way, { kind: "refused", answer, why, ...(by && { by }) });
}

/** What the overlays do not decide. */
export function leave(way: Way, why: string): readonly never[] {
  return finish(way, { kind: "outside", why });
}

/** Nothing is emitted for the cluster that it arrives at. */
export function leaveFor(way: Way, cluster: string): readonly never[] {
  return finish(way, { kind: "outside", why: `${cluster} configures itself`, cluster });
}

export function finish(way: Way, end: Outcome["end"]): readonly never[] {
  way.outcomes.push({ share: way.share, end, hops: way.hops ?? nothing });
  return nothing;
}

export function isDown({ down }: Way, { facts }: Mesh, part: string): boolean {
  return down.length > 0 && (down.includes(facts.name) || down.includes(`${facts.name}/${part}`));
}
