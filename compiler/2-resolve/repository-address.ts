/** The parts of a repository's address. */
interface RepositoryAddress {
  readonly scheme: "https" | "ssh";
  /** With its port, if it has one. */
  readonly host: string;
  /** Everything before the last part of the path. */
  readonly owner: string;
  readonly name: string;
}

/** Parses an address that the schema accepts. */
export function parseAddress(address: string): RepositoryAddress {
  const short = /^[^/:@]+@([^/:]+):(.+)$/.exec(address);
  const long = /^(https|ssh):\/\/(?:[^/@]*@)?([^/]+)\/(.+)$/.exec(address);
  const scheme = long?.[1] === "https" ? "https" : "ssh";
  const path = (short?.[2] ?? long?.[3] ?? "").replace(/\/+$/, "").replace(/\.git$/, "");
  const parts = path.split("/");
  return { scheme, host: (short?.[1] ?? long?.[2] ?? "").toLowerCase(), owner: parts.slice(0, -1).join("/"), name: parts.at(-1) ?? "" };
}

/** A host without its port. */
export function hostName(host: string): string {
  return host.replace(/:\d+$/, "");
}
