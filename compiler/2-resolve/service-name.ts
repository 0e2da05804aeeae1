/** `name.namespace`, with its full name. */
export interface ServiceName {
  readonly name: string;
  readonly namespace: string;
  /** `reviews.default.svc.cluster.local` */
  readonly fqdn: string;
}
