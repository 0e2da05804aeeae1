import { hostName, parseAddress } from "./repository-address.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A token, and the variable that holds it. */
export interface FoundToken {
  readonly variable: string;
  readonly value: string;
}

/**
 * The token for a repository: the most special variable that is set. Those that other programs set are for GitHub, so they go
 * to no other server than the one that GitHub's own variables name.
 */
export function findToken(address: string, environment: Environment): FoundToken | undefined {
  const variable = variablesFor(address, environment).find((name) => (environment[name] ?? "") !== "");
  return variable === undefined ? undefined : { variable, value: (environment[variable] ?? "").trim() };
}

/** Where a token for a repository is looked for, the most special variable first. */
export function variablesFor(address: string, environment: Environment): readonly string[] {
  const { host, owner, name } = parseAddress(address);
  const own = [`FEDC_TOKEN_${asVariable(`${owner}_${name}`)}`, `FEDC_TOKEN_${asVariable(owner)}`, "FEDC_TOKEN"];
  return isGitHubHost(host, environment) ? [...own, "GITHUB_TOKEN", "GH_TOKEN"] : own;
}

function isGitHubHost(host: string, environment: Environment): boolean {
  const named = ["GITHUB_SERVER_URL", "GITHUB_API_URL"].flatMap((name) => {
    const url = environment[name] ?? "";
    return URL.canParse(url) ? [new URL(url).hostname.replace(/^api\./, "")] : [];
  });
  return [...(named.length > 0 ? named : ["github.com"])].includes(hostName(host));
}

function asVariable(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
}

/** Where GitHub's API answers for a repository: as GITHUB_API_URL says, unless that is about another server. */
export function apiAddress(address: string, environment: Environment): string {
  const name = hostName(parseAddress(address).host);
  const { GITHUB_API_URL: api = "", GITHUB_SERVER_URL: server = "" } = environment;
  const elsewhere = URL.canParse(server) && new URL(server).hostname !== name;
  if (api !== "" && !elsewhere) return api.replace(/\/+$/, "");
  return name === "github.com" ? "https://api.github.com" : `https://${parseAddress(address).host}/api/v3`;
}
