import type { Expectation } from "./expectation.ts";

/** One line of a file of calls: who calls what how, and what must come back. */
export interface PlannedCall {
  readonly from: PodName;
  readonly what: CallKind;
  /** How often it is made, one after the other. */
  readonly times: number;
  readonly expect: Expectation;
}

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
  readonly headers: Readonly<Record<string, string>>;
  readonly certificate?: ShownCertificate;
}

/** What a stranger shows, and the authority that signs it. */
export interface ShownCertificate {
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
}

/** A call in one line, as reports have it. */
export function callLine({ from, what, times }: PlannedCall): string {
  const often = times > 1 ? ` (${times} times)` : "";
  return `${from.cluster}/${from.pod} ${whatLine(what)}${often}`;
}

function whatLine(what: CallKind): string {
  if (what.kind === "tcp") return `TCP ${what.host}:${what.port}`;
  if (what.kind === "grpc") return `gRPC ${what.host}:${what.port}${what.path}${headersLine(what.headers)}`;
  if (what.kind === "http") return `${what.method} ${what.url}${headersLine(what.headers)}`;
  const { to, port, sni, host, certificate } = what;
  const shown = certificate
    ? `${[...certificate.uris.map((uri) => `URI ${uri}`), ...certificate.dns.map((name) => `DNS ${name}`)].join(", ")} of ${certificate.authority}`
    : "no certificate";
  const asked = host === sni ? sni : `${host} at ${sni}`;
  return `TLS ${to.cluster}/${to.pod}:${port} as ${shown}: ${what.method} ${asked}${what.path}${headersLine(what.headers)}`;
}

function headersLine(headers: Readonly<Record<string, string>>): string {
  const all = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return all.length > 0 ? ` (${all.join(", ")})` : "";
}
