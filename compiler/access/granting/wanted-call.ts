/** A call that somebody would like to make, in the words of federation.yaml. */
export interface WantedCall {
  /** The consuming cluster, and who there: `namespace/name`; left out, anybody. */
  readonly cluster: string;
  readonly caller?: string;
  readonly service: string;
  /** The exposing cluster; left out, any that exposes it. */
  readonly exposer?: string;
  /** Of HTTP; a gRPC method is a POST to `/package.Service/Method`. Left out for tcp. */
  readonly method?: string;
  readonly path?: string;
}
