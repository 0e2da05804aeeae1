import { GitHubFailure } from "./github-failure.ts";
import { thisMachine } from "./token.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy that the environment names for an address. */
export interface NamedProxy {
  /** The variable that names it. */
  readonly variable: string;
  /** With user and password, so it must not be shown. */
  readonly address: string;
  /** Without user and password. */
  readonly shown: string;
}

/** The kinds of proxies that fedc can use, by the scheme of their address. */
const kinds: ReadonlyMap<string, string> = new Map([
  ["http:", "http:"],
  ["https:", "https:"],
  ["socks5:", "socks5:"],
  ["socks5h:", "socks5:"],
]);

/**
 * The proxy for an API, by the same variables as git; undefined if there is none, or if `NO_PROXY` excepts the server. Throws a
 * GitHubFailure.
 */
export function proxyFor(api: string, environment: Environment): NamedProxy | undefined {
  if (!URL.canParse(api)) return undefined;
  const { protocol, hostname, port } = new URL(api);
  const variable = variablesFor(protocol).find((name) => isSet(environment, name));
  if (variable === undefined || isExcepted(hostname, Number(port) || (protocol === "https:" ? 443 : 80), environment)) return undefined;
  const written = (environment[variable] ?? "").trim();
  const address = /^[\w+.-]+:\/\//.test(written) ? written : `http://${written}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const kind = url && kinds.get(url.protocol);
  if (!url || kind === undefined || url.host === "")
    throw new GitHubFailure(
      "unreachable",
      `\`${variable}\` does not name a proxy that fedc can use`,
      "write it as `http://HOST:PORT`; `https://` and `socks5://` work too",
    );
  // A call without TLS goes to this machine only. A proxy elsewhere would see its token.
  if (protocol === "http:" && !thisMachine.test(url.hostname)) return undefined;
  return { variable, address: url.href.replace(url.protocol, kind), shown: `${url.protocol}//${url.host}` };
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
  const load = async () => (await import("./proxied-fetch.ts")).proxiedFetch(proxy.address);
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

/** An entry stands for a name and all names below it, and with a port only for that port; `*` stands for everything. */
function isExcepted(hostname: string, port: number, environment: Environment): boolean {
  const variable = ["no_proxy", "NO_PROXY"].find((name) => isSet(environment, name));
  const entries = (variable === undefined ? "" : (environment[variable] ?? "")).toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => {
    if (entry === "*") return true;
    const [, host = entry, only] = /^(.+):(\d+)$/.exec(entry.includes("::") && !entry.includes("]") ? "" : entry) ?? [];
    const name = host.replace(/^\*?\./, "").replace(/^\[|\]$/g, "");
    const own = hostname.replace(/^\[|\]$/g, "");
    return name !== "" && (only === undefined || Number(only) === port) && (own === name || own.endsWith(`.${name}`));
  });
}
