import type { Labels } from "../1-load/federation-file.ts";

/** One call, as somebody makes it. */
export interface Call {
  readonly from: Caller;
  /** What is asked over HTTP; a gRPC method is a POST to `/package.Service/Method`. Missing for a tcp connection. */
  readonly request?: HttpRequest;
  /** What does not answer: a cluster (`cluster2`), or one of its gateways (`cluster2/ingress`, `cluster1/egress`). */
  readonly unavailable?: readonly string[];
}

export interface HttpRequest {
  readonly method: string;
  /** As it is sent, with its query if it has one. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export type Caller = Workload | ExternalClient;

/** A pod with a proxy of its mesh, which dials a host name. */
export interface Workload {
  readonly kind: "workload";
  readonly cluster: string;
  readonly namespace: string;
  readonly account: string;
  readonly labels: Labels;
  /** In full, or as DNS in its namespace completes it: `reviews`, `reviews.default`. */
  readonly host: string;
  readonly port: number;
}

/** A TLS client of no mesh, which dials a gateway or a pod itself. */
export interface ExternalClient {
  readonly kind: "externalClient";
  readonly at: GatewayAt | PodAt;
  /** What is dialled: the gateway's listening port 15443, or a container's port. */
  readonly port: number;
  readonly sni: string;
  /** The Host header. */
  readonly host: string;
  readonly certificate?: ClientCertificate;
}

export interface GatewayAt {
  readonly cluster: string;
  readonly gateway: "ingress" | "egress";
}

export interface PodAt {
  readonly cluster: string;
  readonly namespace: string;
  readonly labels: Labels;
}

/** What a stranger shows, and who signed it. */
export interface ClientCertificate {
  readonly uris: readonly string[];
  readonly dns: readonly string[];
  readonly emails?: readonly string[];
  /** A key of `trust.roots`; anything else is an authority that nobody knows. */
  readonly root: string;
}
