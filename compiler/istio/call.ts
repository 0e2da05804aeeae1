import type { Labels } from "../1-load/federation-file.ts";

/** A call by a workload or another TLS client. */
export interface Call {
  readonly from: Caller;
  /** A gRPC call is a POST to `/package.Service/Method`. Undefined for a tcp connection. */
  readonly request?: HttpRequest;
  /** Parts that do not answer: a cluster (`cluster2`), a gateway (`cluster2/ingress`) or a Service (`cluster2/reviews.default`). */
  readonly unavailable?: readonly string[];
}

export interface HttpRequest {
  readonly method: string;
  /** As it is sent, with its query. */
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export type Caller = Workload | ExternalClient;

/** A pod with a sidecar of its mesh, which dials a host name. */
export interface Workload {
  readonly kind: "workload";
  readonly cluster: string;
  readonly namespace: string;
  readonly account: string;
  readonly labels: Labels;
  /**
   * A full name, or one that DNS completes: `reviews`, `reviews.default`. Or `delegate:NAMESPACE/NAME`: the pod is a gateway of the user, and a
   * VirtualService of the user delegates the call to this one. Then the port does not matter.
   */
  readonly host: string;
  readonly port: number;
}

/** A TLS client outside of every mesh, which dials a gateway or a pod itself. */
export interface ExternalClient {
  readonly kind: "externalClient";
  readonly at: GatewayAt | PodAt;
  /** The port of the gateway's or the workload's pods. */
  readonly port: number;
  readonly sni: string;
  /** The Host header. */
  readonly host: string;
  readonly certificate?: ClientCertificate;
}

interface GatewayAt {
  readonly cluster: string;
  readonly gateway: "ingress" | "egress";
}

export interface PodAt {
  readonly cluster: string;
  readonly namespace: string;
  readonly labels: Labels;
}

/** The certificate of an external client. */
export interface ClientCertificate {
  readonly uris: readonly string[];
  readonly dns: readonly string[];
  readonly emails?: readonly string[];
  /** The name of the root that signed it, as in `World.roots`. Any other name is an authority that no mesh trusts. */
  readonly root: string;
}
