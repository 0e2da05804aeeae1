import { fetch as call, ProxyAgent } from "undici";

/** What makes calls through the proxy at an address. */
export function proxiedFetch(address: string): typeof fetch {
  const dispatcher = new ProxyAgent(address);
  // Its types and those of Node are of two versions of the same library.
  return ((input, init) => call(input as never, { ...(init as object), dispatcher })) as typeof fetch;
}
