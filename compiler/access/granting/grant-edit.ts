import type { Place } from "../../findings/source.ts";

/** A call that somebody would like to make, in the words of federation.yaml. */
export interface WantedCall {
  /** The consuming cluster. */
  readonly cluster: string;
  /** `namespace/name`; undefined for any caller. */
  readonly caller?: string;
  readonly service: string;
  /** The exposing cluster; undefined for any that exposes the service. */
  readonly exposer?: string;
  /** Undefined for tcp. A gRPC call is a POST to `/package.Service/Method`. */
  readonly method?: string;
  readonly path?: string;
}

/** One edit of federation.yaml. */
export interface GrantEdit {
  readonly at: Place;
  /** The edit, as a sentence without its full stop. */
  readonly what: string;
  /** Lines to add below the place. */
  readonly write?: string;
}
