/** A server of git repositories over https, to which fedc publishes: a repository per cluster. */
export interface Forge {
  /** What the environment of fedc needs to get in. */
  readonly environment: Readonly<Record<string, string>>;
  /** What a tool in a cluster needs to get in. */
  readonly access: ForgeAccess;
  /** Makes a repository with a commit on `main`. Returns its address. */
  make(name: string): Promise<string>;
  /** The commit of `main`. */
  head(name: string): Promise<string>;
  stop(): Promise<void>;
}

export interface ForgeAccess {
  readonly username: string;
  readonly password: string;
  /** PEM of the authority behind the server's certificate. */
  readonly authority: string;
}
