import { BlockList, isIP } from "node:net";
import { firstSet, type Variables } from "../environment.ts";
import { ForgeFailure } from "./forge.ts";

/** The proxy that the environment names for an address. */
export interface NamedProxy {
  /** The variable that names it. */
  readonly variable: string;
  /** Without user and password. */
  readonly address: string;
  /** The address as messages may show it. */
  readonly shown: string;
  /** The user and password in the variable, which no message may show. */
  readonly account: { readonly user: string; readonly password: string } | undefined;
}

/** Names of the machine that fedc runs on. */
export const thisMachine = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The kinds of proxies that fedc can use: their names in undici, and the port that git takes if none is written. */
const kinds: Readonly<Record<string, { readonly protocol: string; readonly port: number }>> = {
  "http:": { protocol: "http:", port: 1080 },
  "https:": { protocol: "https:", port: 443 },
  "socks5:": { protocol: "socks5:", port: 1080 },
  "socks5h:": { protocol: "socks5:", port: 1080 },
};

/** The proxy for an address, by the variables that git goes by; undefined without one, or if `NO_PROXY` excepts the server. Throws a ForgeFailure. */
export function proxyFor(address: string, environment: Variables): NamedProxy | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, port } = new URL(address);
  if (protocol !== "https:" && protocol !== "http:") return undefined;
  const variable = firstSet(environment, variablesFor(protocol));
  const exceptions = environment[firstSet(environment, ["no_proxy", "NO_PROXY"]) ?? ""] ?? "";
  if (variable === undefined || isExcepted(hostname, Number(port) || (protocol === "https:" ? 443 : 80), exceptions)) return undefined;
  const proxy = readProxy(variable, (environment[variable] ?? "").trim());
  // Calls without TLS go to this machine only, and no other proxy may see the token in them.
  return protocol === "http:" && !thisMachine.test(new URL(proxy.shown).hostname) ? undefined : proxy;
}

function readProxy(variable: string, written: string): NamedProxy {
  const full = /^[\w+.-]+:\/\//.test(written) ? written : `http://${written}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  const kind = kinds[url?.protocol ?? ""];
  // A `/`, `?` or `#` in a password ends the address for every reader. The text after it may be a part of the password.
  if (!url || !kind || url.host === "" || /@/.test(url.pathname + url.search + url.hash))
    throw new ForgeFailure(
      "unreachable",
      `\`${variable}\` does not name a proxy that fedc can use`,
      "write it as `http://USER:PASSWORD@HOST:PORT`, with `%` codes for special characters; `https://` and `socks5://` do too",
    );
  const hasPort = /:\d+$/.test(full.replace(/^[\w+.-]+:\/\/(?:[^/]*@)?/, "").replace(/[/?#].*$/, ""));
  const host = hasPort && url.port === "" ? `${url.hostname}:${url.protocol === "https:" ? 443 : 80}` : url.host;
  const account = { user: plain(url.username), password: plain(url.password) };
  return {
    variable,
    address: `${kind.protocol}//${hasPort ? host : `${url.hostname}:${kind.port}`}`,
    shown: `${url.protocol}//${host}`,
    account: url.username === "" && url.password === "" ? undefined : account,
  };
}

/** Decodes `%` codes as git does: a `%` that begins no code stays as it is. */
function plain(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => Buffer.from(codes.replaceAll("%", ""), "hex").toString());
}

/** A variable that names a proxy for http addresses, if none names one for this https address. */
export function unusedProxyVariable(api: string, environment: Variables): string | undefined {
  if (!/^https:/i.test(api) || firstSet(environment, variablesFor("https:")) !== undefined) return undefined;
  return firstSet(environment, variablesFor("http:"));
}

/** A fetch through the proxy of the environment, if it names one for this API. */
export function fetchThroughProxy(api: string, environment: Variables): typeof fetch | undefined {
  const proxy = proxyFor(api, environment);
  if (!proxy) return undefined;
  let loaded: Promise<typeof fetch> | undefined;
  const load = async () => (await import("./proxied-fetch.ts")).proxiedFetch(proxy.address, proxy.account);
  return async (input, init) => {
    loaded ??= load();
    return (await loaded)(input, init);
  };
}

function variablesFor(protocol: string): readonly string[] {
  const own = protocol === "https:" ? "https_proxy" : "http_proxy";
  return [own, own.toUpperCase(), "all_proxy", "ALL_PROXY"];
}

/**
 * Whether `NO_PROXY` excepts a server, as git reads it: a name also stands for all below it, an address also for a range (`10.0.0.0/8`), and
 * `*` for everything. Beyond git, an entry with a port is for that port alone.
 */
function isExcepted(hostname: string, port: number, list: string): boolean {
  const own = bare(hostname.toLowerCase());
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== "" && (entry === "*" || covers(entry, own, port)));
}

function covers(entry: string, own: string, port: number): boolean {
  if (entry.includes("/")) return isInRange(own, entry);
  const isPlainV6 = entry.includes("::") && !entry.includes("]");
  const [, host = entry, only] = /^(.+):(\d+)$/.exec(isPlainV6 ? "" : entry) ?? [];
  if (only !== undefined && Number(only) !== port) return false;
  const name = bare(host.replace(/^\*?\./, ""));
  if (isIP(own) !== 0) return isInRange(own, name);
  return name !== "" && (own === name || own.endsWith(`.${name}`));
}

/** A host without the brackets of IPv6 and without the dot at the end. */
function bare(host: string): string {
  return host.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

/** Whether an address equals another one, in any notation, or lies in its range. */
function isInRange(own: string, entry: string): boolean {
  const [network = "", bits] = entry.replace(/^\[|\](?=\/|$)/g, "").split("/");
  const kind = isIP(network);
  if (kind === 0 || kind !== isIP(own)) return false;
  const max = kind === 4 ? 32 : 128;
  const length = bits === undefined ? max : Number(bits);
  if (bits !== undefined && (!/^\d+$/.test(bits) || length > max)) return false;
  const family = kind === 4 ? "ipv4" : "ipv6";
  const range = new BlockList();
  range.addSubnet(network, length, family);
  return range.check(own, family);
}
