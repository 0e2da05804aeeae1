/** Somebody may call something, as the emitted objects have it. */
export interface Access {
  readonly from: string;
  /** `namespace/name`, `namespace/*`, or `any`; `pods` narrows it to those that bear these labels. */
  readonly caller: string;
  readonly pods?: string;
  /** The local name: `reviews.default.svc.cluster.local:9080`. */
  readonly as: string;
  /** What a request must be like to take this route, if not every one does. */
  readonly when?: string;
  readonly to: string;
  /** The service's name in the federation, and what it is there: `reviews.bookinfo:9080`. */
  readonly service: string;
  readonly local: string;
  /** In percent; 100 for the first of a failover. */
  readonly share: number;
  /** Which of a failover, from 1. */
  readonly order?: number;
  /** What gets through; `undefined` for tcp connections. */
  readonly requests?: readonly AllowedRequests[];
}

export interface AllowedRequests {
  readonly methods: "any" | readonly string[];
  /** Exact, or a prefix that ends in `/*`. */
  readonly paths: "any" | readonly string[];
}
