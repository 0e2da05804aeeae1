import { hostName, parseAddress } from "../../2-resolve/repository-address.ts";
import { firstSet, type Variables } from "../environment.ts";

/** A token, and the variable that holds it. */
export interface FoundToken {
  readonly variable: string;
  readonly value: string;
}

/**
 * The token for a repository, from the most specific variable that is set. The author of `gitops.repository` chooses the server, so a token
 * goes only to servers that may see it.
 */
export function findToken(address: string, environment: Variables): FoundToken | undefined {
  const variable = firstSet(environment, variablesFor(address, environment));
  return variable === undefined ? undefined : { variable, value: (environment[variable] ?? "").trim() };
}

/** The variables that may hold a token for a repository, the most specific first. */
export function variablesFor(address: string, environment: Variables): readonly string[] {
  const { host } = parseAddress(address);
  const own = maySeeTokens(host, environment) ? ownVariables(address) : [];
  return isGitHub(host, environment) ? [...own, "GITHUB_TOKEN", "GH_TOKEN"] : own;
}

/** A variable that is set for a repository although its server may not see the token. */
export function withheldVariable(address: string, environment: Variables): string | undefined {
  const given = variablesFor(address, environment);
  const all = [...ownVariables(address), ...(mayAskApp(address, environment) ? [] : ["FEDC_GITHUB_APP_KEY"])];
  return firstSet(
    environment,
    all.filter((name) => !given.includes(name)),
  );
}

/** Whether a GitHub App may make tokens for a repository: only GitHub, and servers that are listed, may see its signature. */
export function mayAskApp(address: string, environment: Variables): boolean {
  const { host } = parseAddress(address);
  return isGitHub(host, environment) ? maySeeTokens(host, environment) : isListed(host, environment);
}

/**
 * `FEDC_TOKEN_HOSTS` lists the servers. If it is not set, a workflow of GitHub allows only its own server, and other environments allow
 * every server.
 */
function maySeeTokens(host: string, environment: Variables): boolean {
  if (firstSet(environment, [listVariable])) return isListed(host, environment);
  return !firstSet(environment, ["GITHUB_SERVER_URL"]) || isGitHub(host, environment);
}

const listVariable = "FEDC_TOKEN_HOSTS";

/** Entries are names of servers, for every port or for one port. */
function isListed(host: string, environment: Variables): boolean {
  const names = (environment[listVariable] ?? "").toLowerCase().split(/[\s,]+/);
  return names.some((name) => name !== "" && (name === host || name === hostName(host)));
}

function ownVariables(address: string): readonly string[] {
  const { owner, name } = parseAddress(address);
  return [`FEDC_TOKEN_${asVariable(`${owner}_${name}`)}`, `FEDC_TOKEN_${asVariable(owner)}`, "FEDC_TOKEN"];
}

/** Whether a server is the one that GitHub's variables name, or github.com if they are not set. */
function isGitHub(host: string, environment: Variables): boolean {
  const named = ["GITHUB_SERVER_URL", "GITHUB_API_URL"].flatMap((name) => {
    const url = environment[name] ?? "";
    return URL.canParse(url) ? [new URL(url).hostname.replace(/^api\./, "").replace(/^(?:127\.0\.0\.1|\[::1\])$/, "localhost")] : [];
  });
  return (named.length > 0 ? named : ["github.com"]).includes(hostName(host));
}

function asVariable(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
}

/** The address of GitHub's API for a repository: GITHUB_API_URL, unless that is for another server. */
export function apiAddress(address: string, environment: Variables): string {
  const name = hostName(parseAddress(address).host);
  const { GITHUB_API_URL: api = "", GITHUB_SERVER_URL: server = "" } = environment;
  const elsewhere = URL.canParse(server) && new URL(server).hostname !== name;
  if (api !== "" && !elsewhere) return api.replace(/\/+$/, "");
  return name === "github.com" ? "https://api.github.com" : `https://${parseAddress(address).host}/api/v3`;
}
