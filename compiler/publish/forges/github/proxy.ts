import { GitHubFailure } from "./github-failure.ts";
import type { NamedProxy } from "./named-proxy.ts";
import { isExcepted } from "./no-proxy.ts";
import { thisMachine } from "./token.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The kinds of proxies that fedc can use: what they are to the library, and the port that git takes where none is written. */
const kinds: ReadonlyMap<string, readonly [kind: string, port: number]> = new Map([
  ["http:", ["http:", 1080]],
  ["https:", ["https:", 443]],
  ["socks5:", ["socks5:", 1080]],
  ["socks5h:", ["socks5:", 1080]],
]);

/** The proxy for an address, by the variables that git goes by; undefined where there is none, or `NO_PROXY` excepts the server. Throws a GitHubFailure. */
export function proxyFor(address: string, environment: Environment): NamedProxy | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port } = new URL(address);
  if (protocol !== "https:" && protocol !== "http:") return undefined;
  const variable = variablesFor(protocol).find((name) => isSet(environment, name));
  const none = ["no_proxy", "NO_PROXY"].find((name) => isSet(environment, name)) ?? "";
  if (variable === undefined || isExcepted(hostname, Number(port) || (protocol === "https:" ? 443 : 80), environment[none] ?? ""))
    return undefined;
  const proxy = readProxy(variable, (environment[variable] ?? "").trim());
  // Calls without TLS are for this machine, and a token in them is for nobody else.
  return protocol === "http:" && !thisMachine.test(new URL(proxy.shown).hostname) ? undefined : proxy;
}

function readProxy(variable: string, written: string): NamedProxy {
  const full = /^[\w+.-]+:\/\//.test(written) ? written : `http://${written}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  const [kind, port] = kinds.get(url?.protocol ?? "") ?? [];
  // A user whose password has a `/`, `?` or `#` in it ends the address for every reader: what follows may be a part of it.
  if (!url || kind === undefined || url.host === "" || /@/.test(url.pathname + url.search + url.hash))
    throw new GitHubFailure(
      "unreachable",
      `\`${variable}\` does not name a proxy that fedc can use`,
      "write it as `http://USER:PASSWORD@HOST:PORT`, with `%` codes for special characters; `https://` and `socks5://` do too",
    );
  const hasPort = /:\d+$/.test(full.replace(/^[\w+.-]+:\/\/(?:[^/]*@)?/, "").replace(/[/?#].*$/, ""));
  const host = hasPort && url.port === "" ? `${url.hostname}:${url.protocol === "https:" ? 443 : 80}` : url.host;
  const account = { user: plain(url.username), password: plain(url.password) };
  return {
    variable,
    address: `${kind}//${hasPort ? host : `${url.hostname}:${port}`}`,
    shown: `${url.protocol}//${host}`,
    account: url.username === "" && url.password === "" ? undefined : account,
  };
}

/** `%` codes as git reads them: one that is none stays as it is. */
function plain(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => Buffer.from(codes.replaceAll("%", ""), "hex").toString());
}

/** A variable that names a proxy for other addresses than this one. */
export function unusedProxyVariable(api: string, environment: Environment): string | undefined {
  if (!URL.canParse(api) || new URL(api).protocol !== "https:" || variablesFor("https:").some((name) => isSet(environment, name)))
    return undefined;
  return variablesFor("http:").find((name) => isSet(environment, name));
}

/** A fetch through the proxy of the environment, if it names one for this API. */
export function fetchThroughProxy(api: string, environment: Environment): typeof fetch | undefined {
  const proxy = proxyFor(api, environment);
  if (!proxy) return undefined;
  let loaded: Promise<typeof fetch> | undefined;
  const load = async () => (await import("./proxied-fetch.ts")).proxiedFetch(proxy);
  return async (input, init) => {
    loaded ??= load();
    return (await loaded)(input, init);
  };
}

function variablesFor(protocol: string): readonly string[] {
  const own = protocol === "https:" ? "https_proxy" : "http_proxy";
  return [own, own.toUpperCase(), "all_proxy", "ALL_PROXY"];
}

function isSet(environment: Environment, name: string): boolean {
  return (environment[name] ?? "").trim() !== "";
}
