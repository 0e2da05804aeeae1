import { parseAddress } from "../../2-resolve/repository-address.ts";
import { Failure } from "../../findings/failure.ts";
import type { Variables } from "../../publish/environment.ts";
import { type ForgePlace, findForge, forgeAddress } from "../../publish/forges/find-forge.ts";
import { type FoundToken, findToken, mayAskApp, variablesFor, withheldVariable } from "../../publish/forges/find-token.ts";
import type { GitHubApp } from "../../publish/forges/github/github-app.ts";

export interface TokenSource {
  /** The variable that the token comes from. */
  readonly name: string;
  /** Gives a token that is valid now. */
  readonly read: () => Promise<string>;
}

/** Finds tokens for repositories in the environment. Tokens of a GitHub App are made once per run. */
export function repositoryTokens(environment: Variables): (place: ForgePlace) => Promise<TokenSource | undefined> {
  const apps = new Map<string, GitHubApp>();
  const sources = new Map<string, TokenSource>();
  return async (place) => {
    const { repository: address } = place;
    const found = findToken(address, environment);
    if (found) return { name: found.variable, read: async () => usable(found) };
    const { FEDC_GITHUB_APP_ID: id, FEDC_GITHUB_APP_KEY: privateKey } = environment;
    if (!id || !privateKey || !mayAskApp(address, environment) || (findForge(place, environment) ?? "github") !== "github")
      return undefined;
    const { gitHubApp } = await import("../../publish/forges/github/github-app.ts");
    const { apiUrl, owner, repository } = forgeAddress("github", address, environment);
    const app = apps.get(apiUrl) ?? gitHubApp({ apiUrl, id, keyVariable: "FEDC_GITHUB_APP_KEY", environment });
    apps.set(apiUrl, app);
    const key = `${apiUrl} ${owner}/${repository}`;
    const source = sources.get(key) ?? { name: "FEDC_GITHUB_APP_KEY", read: app.token(owner, repository) };
    sources.set(key, source);
    return source;
  };
}

/** git takes the token as one line. */
function usable({ variable, value }: FoundToken): string {
  if (/[^!-~]/.test(value))
    throw new Failure(`the token in \`${variable}\` has characters that no token has`, "put the token alone into it");
  return value;
}

/** The help for a repository without a token. */
export function tokenlessHelp(address: string, environment: Variables): string {
  const { scheme, host } = parseAddress(address);
  if (scheme === "ssh") return "see that your key is loaded and may write there";
  const withheld = withheldVariable(address, environment);
  if (withheld !== undefined)
    return `the token in \`${withheld}\` is not sent to \`${host}\`: if that server may see it, name it in \`FEDC_TOKEN_HOSTS\``;
  const names = variablesFor(address, environment).map((name) => `\`${name}\``);
  return `put a token into one of ${names.join(", ")}`;
}
