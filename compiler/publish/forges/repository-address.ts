/** Where a repository is, taken apart. */
export interface RepositoryAddress {
  readonly scheme: "https" | "ssh";
  /** With its port, where it is not the usual one. */
  readonly host: string;
  /** The last part but one, or all before the last one. */
  readonly owner: string;
  readonly name: string;
}

/** Takes an address apart that the schema let through. */
export function parseAddress(address: string): RepositoryAddress {
  const short = /^[^/:@]+@([^/:]+):(.+)$/.exec(address);
  const long = /^(https|ssh):\/\/(?:[^/@]*@)?([^/]+)\/(.+)$/.exec(address);
  const scheme = long?.[1] === "https" ? "https" : "ssh";
  const path = (short?.[2] ?? long?.[3] ?? "").replace(/\/+$/, "").replace(/\.git$/, "");
  const parts = path.split("/");
  return { scheme, host: (short?.[1] ?? long?.[2] ?? "").toLowerCase(), owner: parts.slice(0, -1).join("/"), name: parts.at(-1) ?? "" };
}

/** Without its port. */
export function hostName(host: string): string {
  return host.replace(/:\d+$/, "");
}
