const usualPorts: Readonly<Record<string, string>> = { "https:": "443", "ssh:": "22" };

/**
 * What a repository's address means, however it is written: host and path, without user, `.git` and the scheme's own port.
 * In lower case: the great hosts do not tell letters' case apart.
 */
export function repositoryIdentity(address: string): string {
  const short = /^[^/:@]+@([^/:]+):(.+)$/.exec(address); // git@host:path, as ssh has it
  const [, scheme = "", authority = "", path = ""] = /^([a-z]+:)\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
  const [host = "", port = ""] = short ? [short[1]] : authority.slice(authority.lastIndexOf("@") + 1).split(":");
  const shownPort = port === "" || String(Number(port)) === usualPorts[scheme] ? "" : `:${Number(port)}`;
  const bare = (short?.[2] ?? path).replace(/^\/+|\/+$/g, "").replace(/\.git$/i, "");
  return `${host}${shownPort}/${bare}`.toLowerCase();
}
