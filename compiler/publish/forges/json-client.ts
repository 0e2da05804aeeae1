import { carryOutCall } from "./carry-out.ts";
import { type ForgeApi, type ForgeCall, usableToken } from "./forge-access.ts";
import { fetchThroughProxy } from "./proxy.ts";

/** A call with what it says. */
export interface JsonCall {
  readonly call: ForgeCall;
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  /** Below the address of the API. Names in it are encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: object;
}

/** The answer to a call that succeeded. The data has whatever shape the server chose. */
export interface JsonAnswer<Data> {
  readonly data: Data;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Makes calls that wait for rate limits, are retried if that is safe, and throw a ForgeFailure. It does not follow redirects: federation.yaml must
 * name the current address of a repository.
 */
export function jsonClient(api: ForgeApi, scheme: string): <Data>(call: JsonCall) => Promise<JsonAnswer<Data>> {
  const { access } = api;
  const { environment = process.env, fetch: send = fetchThroughProxy(access.apiUrl, environment) ?? fetch, patience = 30_000 } = access;
  return async <Data>({ call, method, path, query = {}, body }: JsonCall) => {
    const words = Object.entries(query)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join("&");
    const url = `${access.apiUrl.replace(/\/+$/, "")}/${path}${words === "" ? "" : `?${words}`}`;
    return carryOutCall<JsonAnswer<Data>>(call, api, async () => {
      const token = await usableToken(api);
      return {
        token,
        send: async () => {
          const response = await send(url, {
            method,
            redirect: "manual",
            signal: AbortSignal.timeout(patience),
            headers: {
              accept: "application/json",
              authorization: `${scheme} ${token}`,
              "user-agent": "fedc",
              ...(body && { "content-type": "application/json" }),
            },
            ...(body && { body: JSON.stringify(body) }),
          });
          const data = parsed(await response.text()) as Data;
          return { data, status: response.status, headers: Object.fromEntries(response.headers) };
        },
      };
    });
  };
}

/** Text that is not JSON stays text, which no caller takes for an answer. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
