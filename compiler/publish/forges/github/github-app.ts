import { ForgeFailure } from "../forge.ts";
import type { ForgeAccess } from "../forge-access.ts";
import { appProof } from "./app-key.ts";
import { client } from "./client.ts";
import { unexpectedAnswer } from "./profile.ts";

/** Tokens of an installation last for an hour. A token that ends within this time is replaced. */
const margin = 5 * 60_000;

export interface GitHubAppOptions extends Omit<ForgeAccess, "token" | "tokenName" | "owner" | "repository"> {
  /** The App's number or client id. */
  readonly id: string;
  /** The environment variable that holds its private key. */
  readonly keyVariable: string;
}

export interface GitHubApp {
  /** The token for one repository only. It is made when it is first needed, and again before it ends. */
  token(owner: string, repository: string): () => Promise<string>;
}

/** Makes tokens with the private key of a GitHub App that is installed for the repositories. They are kept in memory only. */
export function gitHubApp({ id, keyVariable, environment = process.env, ...access }: GitHubAppOptions): GitHubApp {
  const { now = Date.now } = access;
  const made = new Map<string, Promise<{ readonly token: string; readonly until: number }>>();

  async function make(owner: string, repository: string) {
    const proof = async (): Promise<string> => appProof(id, keyVariable, environment, now());
    const { rest } = client({ ...access, owner, repository, token: proof, tokenName: keyVariable }, "bearer");
    const { data: installation } = await rest.apps.getRepoInstallation({ owner, repo: repository }).catch((error) => {
      if (!(error instanceof ForgeFailure && error.problem === "not-found")) throw error;
      throw new ForgeFailure("not-found", `the GitHub App \`${id}\` is not installed for \`${owner}/${repository}\``, "install it there");
    });
    const { data } = await rest.apps.createInstallationAccessToken({ installation_id: installation.id, repositories: [repository] });
    if (typeof data.token !== "string") throw unexpectedAnswer("a token");
    return { token: data.token, until: Date.parse(data.expires_at) - margin };
  }

  return {
    token: (owner, repository) => async () => {
      const key = `${owner}/${repository}`;
      const known = made.get(key);
      if (known && (await known).until > now()) return (await known).token;
      const fresh = make(owner, repository);
      made.set(key, fresh);
      fresh.catch(() => made.delete(key));
      return (await fresh).token;
    },
  };
}
