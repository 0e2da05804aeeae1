import type { OddCertificate } from "../authorities/authority.ts";
import type { Expectation } from "./expectation.ts";

/** One line of a file of calls: who calls what how, and what must come back. */
export interface PlannedCall {
  readonly from: PodName;
  readonly what: CallKind;
  /** How often it is made, one after the other. */
  readonly times: number;
  readonly expect: Expectation;
  /** What each application that answers must say of the request that reached it. */
  readonly sees?: ExpectedSight;
  /** Why the overlays do not decide it, so that the model is not asked. */
  readonly outside?: string;
}

/** From `path`, `method`, `body`, `tries` or the name of a header to an expression for the whole text; null for a header that must be missing. */
export type ExpectedSight = ReadonlyMap<string, RegExp | null>;

/** `1.0` and `2` are asked for; HTTP/1.1 is usual. */
export type HttpVersion = "1.0" | "1.1" | "2";

/** `cluster1/default/productpage-v1`: the pods of a Deployment, or one pod by its whole name. */
export interface PodName {
  readonly cluster: string;
  /** `namespace/name` */
  readonly pod: string;
}

export type CallKind = HttpCall | TcpCall | GrpcCall | TlsCall;

/** By a pod's own application, so by way of its sidecar. */
export interface HttpCall {
  readonly kind: "http";
  /** In upper case. */
  readonly method: string;
  readonly url: string;
  /** What stands in the request line instead of the URL's path. */
  readonly target?: string;
  readonly http: HttpVersion;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TcpCall {
  readonly kind: "tcp";
  readonly host: string;
  readonly port: number;
}

/** A unary call with an empty message. */
export interface GrpcCall {
  readonly kind: "grpc";
  readonly host: string;
  readonly port: number;
  /** `/quotes.Quotes/Get` */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A TLS connection of the pod's own, past its sidecar, to a gateway or a pod: what a stranger would try. */
export interface TlsCall {
  readonly kind: "tls";
  readonly to: PodName;
  readonly port: number;
  readonly sni: string;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly target?: string;
  readonly http: HttpVersion;
  readonly headers: Readonly<Record<string, string>>;
  readonly certificate?: ShownCertificate;
}

/** What a stranger shows, and the authority that signs it. */
export interface ShownCertificate extends OddCertificate {
  readonly authority: string;
  readonly uris: readonly string[];
  readonly dns: readonly string[];
}

/** What came back of one call. */
export interface CallAnswer {
  /** A status of HTTP, the name of one of gRPC, `echo` over TCP, or `none` if nothing came. */
  readonly result: string;
  /** The application that answered, as `cluster/namespace/deployment`. */
  readonly by?: string;
  /** What that application says of the request: `method`, `path`, `headers`, `body`, `tries`. */
  readonly reached?: Readonly<Record<string, unknown>>;
}

/** A call in one line, as reports have it. */
export function callLine({ from, what, times }: PlannedCall): string {
  const often = times > 1 ? ` (${times} times)` : "";
  return `${from.cluster}/${from.pod} ${whatLine(what)}${often}`;
}

function whatLine(what: CallKind): string {
  if (what.kind === "tcp") return `TCP ${what.host}:${what.port}`;
  if (what.kind === "grpc") return `gRPC ${what.host}:${what.port}${what.path}${headersLine(what.headers)}`;
  if (what.kind === "http") return `${what.method} ${what.url}${versionLine(what)}${headersLine(what.headers)}`;
  const { to, port, sni, host, certificate } = what;
  const shown = certificate
    ? `${[...certificate.uris.map((uri) => `URI ${uri}`), ...certificate.dns.map((name) => `DNS ${name}`)].join(", ")} of ${signerLine(certificate)}`
    : "no certificate";
  const asked = host === sni ? sni : `${host} at ${sni}`;
  return `TLS ${to.cluster}/${to.pod}:${port} as ${shown}: ${what.method} ${asked}${what.path}${versionLine(what)}${headersLine(what.headers)}`;
}

function signerLine({ authority, by, state, keyKind }: ShownCertificate): string {
  const signer = by === undefined ? authority : `${by === "leaf" ? "a leaf" : "an intermediate"} of ${authority}`;
  return [signer, state, keyKind].filter((word) => word !== undefined).join(", ");
}

function versionLine({ http, target }: HttpCall | TlsCall): string {
  const asked = target === undefined ? "" : ` with the target ${target}`;
  return http === "1.1" ? asked : `${asked} over HTTP/${http}`;
}

function headersLine(headers: Readonly<Record<string, string>>): string {
  const all = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return all.length > 0 ? ` (${all.join(", ")})` : "";
}
