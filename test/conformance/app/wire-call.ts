/** A call as a pod's client makes it: all that it needs, with nothing of the suite around it. */
export type WireCall =
  | { readonly kind: "http"; readonly method: string; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | {
      readonly kind: "grpc";
      readonly host: string;
      readonly port: number;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "tls";
      readonly address: string;
      readonly port: number;
      readonly sni: string;
      readonly method: string;
      readonly path: string;
      /** Among them `host`. */
      readonly headers: Readonly<Record<string, string>>;
      /** Both PEM. */
      readonly pair?: { readonly certificate: string; readonly key: string };
    };

/** What came back. `detail` says more of a call without an answer. */
export interface WireAnswer {
  readonly result: string;
  readonly by?: string;
  /** What reached the application: `{ method, path, headers, body }`. */
  readonly reached?: unknown;
  readonly detail?: string;
}

/** After so long, no answer is no answer. */
export const timeoutInMilliseconds = 8000;
