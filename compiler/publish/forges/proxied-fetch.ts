import { fetch as call, ProxyAgent } from "undici";

interface Account {
  readonly user: string;
  readonly password: string;
}

/** A fetch that makes its calls through a proxy. */
export function proxiedFetch(address: string, account: Account | undefined): typeof fetch {
  const dispatcher = new ProxyAgent({ uri: address, ...(account && signedBy(address, account)) });
  // Its types and those of Node are of two versions of the same library.
  return ((input, init) => call(input as never, { ...(init as object), dispatcher })) as typeof fetch;
}

/** The library would read a plain `%` as a broken code. */
function signedBy(address: string, { user, password }: Account): object {
  if (address.startsWith("socks5:")) return { username: user, password };
  return { token: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}
