/** Somebody may call something, by the emitted objects. */
export interface Access {
  /** The consuming cluster. */
  readonly from: string;
  /** `namespace/name`, `namespace/*`, or `any`. */
  readonly caller: string;
  /** The labels of the calling pods, if not all pods of the caller may call. */
  readonly pods?: string;
  /** The local name: `reviews.default.svc.cluster.local:9080`. */
  readonly as: string;
  /** The condition of the route, in words; undefined if it takes every request. */
  readonly when?: string;
  /** The exposing cluster. */
  readonly to: string;
  /** The service's name in the federation. */
  readonly service: string;
  /** Its name in the exposing cluster: `reviews.bookinfo:9080`. */
  readonly local: string;
  /** The name of the subset whose pods get the calls, if not all pods do. */
  readonly subset?: string;
  /** In percent; 100 for each destination of a failover. */
  readonly share: number;
  /** The position in a failover, from 1. */
  readonly order?: number;
  /** `undefined` for tcp connections. */
  readonly requests?: readonly AllowedRequests[];
}

export interface AllowedRequests {
  readonly methods: "any" | readonly string[];
  /** Exact, or a prefix that ends in `/*`. */
  readonly paths: "any" | readonly string[];
}
