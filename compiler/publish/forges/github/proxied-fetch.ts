import { fetch as call, ProxyAgent } from "undici";

/** A fetch that goes through a proxy. */
export function proxiedFetch(address: string): typeof fetch {
  const dispatcher = new ProxyAgent(address);
  // The types of undici and of Node come from two versions of the same library.
  return ((input, init) => call(input as never, { ...(init as object), dispatcher })) as typeof fetch;
}
