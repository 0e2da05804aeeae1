/** A call as a pod's client makes it: all that it needs, with nothing of the suite around it. */
export type WireCall =
  | {
      readonly kind: "http";
      readonly method: string;
      readonly url: string;
      /** What stands in the request line instead of the URL's path. */
      readonly target?: string;
      readonly http: "1.0" | "1.1" | "2";
      readonly headers: Readonly<Record<string, string>>;
    }
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
      readonly http: "1.0" | "1.1" | "2";
      /** Among them `host`. */
      readonly headers: Readonly<Record<string, string>>;
      /** Both PEM. */
      readonly pair?: { readonly certificate: string; readonly key: string };
    };

/** What came back. `detail` says more of a call without an answer. */
export interface WireAnswer {
  readonly result: string;
  readonly by?: string;
  /** What reached the application: `{ method, path, headers, body, tries }`. */
  readonly reached?: Readonly<Record<string, unknown>>;
  readonly detail?: string;
}

/** After so long, no answer is no answer. */
export const timeoutInMilliseconds = 8000;

/** The path goes out as it stands in the URL: a parser of URLs would resolve `..` in it. */
export function partsOfUrl(url: string): { readonly host: string; readonly port: number; readonly path: string } {
  const [, host = "", port, path = "/"] = /^http:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url) ?? [];
  return { host, port: Number(port ?? 80), path };
}
