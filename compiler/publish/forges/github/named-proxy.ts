/** The proxy that the environment names for an address. */
export interface NamedProxy {
  /** The variable that names it. */
  readonly variable: string;
  /** Without user and password. */
  readonly address: string;
  /** The same, as it may be shown. */
  readonly shown: string;
  /** Who asks, where the variable says so: never to be shown. */
  readonly account: { readonly user: string; readonly password: string } | undefined;
}
