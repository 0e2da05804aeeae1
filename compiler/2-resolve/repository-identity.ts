const defaultPorts: Readonly<Record<string, string>> = { "https:": "443", "ssh:": "22" };

/**
 * One spelling for all addresses of a repository: host and path, without user, `.git` and the scheme's default port.
 * In lower case, since the large hosts ignore case.
 */
export function repositoryIdentity(address: string): string {
  const short = /^[^/:@]+@([^/:]+):(.+)$/.exec(address); // git@host:path, as ssh has it
  const [, scheme = "", authority = "", path = ""] = /^([a-z]+:)\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
  const [host = "", port = ""] = short ? [short[1]] : authority.slice(authority.lastIndexOf("@") + 1).split(":");
  const shownPort = port === "" || String(Number(port)) === defaultPorts[scheme] ? "" : `:${Number(port)}`;
  const bare = (short?.[2] ?? path).replace(/^\/+|\/+$/g, "").replace(/\.git$/i, "");
  return `${host}${shownPort}/${bare}`.toLowerCase();
}
