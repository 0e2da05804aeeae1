import { Failure } from "../../findings/failure.ts";
import { apiAddress, type FoundToken, findToken, mayAskApp, variablesFor, withheldVariable } from "../../publish/forges/find-token.ts";
import type { GitHubApp } from "../../publish/forges/github/github-app.ts";
import { parseAddress } from "../../publish/forges/repository-address.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface TokenSource {
  /** The variable that it comes from. */
  readonly name: string;
  /** A token that is valid now. */
  readonly read: () => Promise<string>;
}

/** Tokens for repositories, by the environment; those that a GitHub App gives are made once in a run. */
export function repositoryTokens(environment: Environment): (address: string) => Promise<TokenSource | undefined> {
  const apps = new Map<string, GitHubApp>();
  const sources = new Map<string, TokenSource>();
  return async (address) => {
    const found = findToken(address, environment);
    if (found) return { name: found.variable, read: async () => usable(found) };
    const { FEDC_GITHUB_APP_ID: id, FEDC_GITHUB_APP_KEY: key } = environment;
    if (!id || !key || !mayAskApp(address, environment)) return undefined;
    const { gitHubApp } = await import("../../publish/forges/github/github-app.ts");
    const apiUrl = apiAddress(address, environment);
    const app = apps.get(apiUrl) ?? gitHubApp({ apiUrl, id, keyVariable: "FEDC_GITHUB_APP_KEY", environment });
    apps.set(apiUrl, app);
    const { owner, name } = parseAddress(address);
    const place = `${apiUrl} ${owner}/${name}`;
    const source = sources.get(place) ?? { name: "FEDC_GITHUB_APP_KEY", read: app.token(owner, name) };
    sources.set(place, source);
    return source;
  };
}

/** What is handed to git as a line must be one. */
function usable({ variable, value }: FoundToken): string {
  if (/[^!-~]/.test(value))
    throw new Failure(`the token in \`${variable}\` has characters that no token has`, "put the token alone into it");
  return value;
}

/** What to do about a repository that there is no token for. */
export function tokenlessHelp(address: string, environment: Environment): string {
  const { scheme, host } = parseAddress(address);
  if (scheme === "ssh") return "see that your key is loaded and may write there";
  const withheld = withheldVariable(address, environment);
  if (withheld !== undefined)
    return `what \`${withheld}\` holds is not shown to \`${host}\`: if that server may see it, name it in \`FEDC_TOKEN_HOSTS\``;
  const names = variablesFor(address, environment).map((name) => `\`${name}\``);
  return `put a token into one of ${names.join(", ")}`;
}
