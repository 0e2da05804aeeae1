/** The certificate of a client or server. */
export interface Identity {
  readonly uris: readonly string[];
  readonly dns: readonly string[];
  /** Not principals, but a root may be limited to some of them. */
  readonly emails?: readonly string[];
  /** The name of the root that signed it. */
  readonly root: string;
}

/** Its names as policies compare them (https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source). */
export function principalsOf({ uris, dns }: Identity): readonly string[] {
  return [...uris, ...dns].filter((name) => name.startsWith("spiffe://")).map((name) => name.slice("spiffe://".length));
}
