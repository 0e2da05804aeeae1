import { hostName, parseAddress } from "../../2-resolve/repository-address.ts";
import { firstSet, type Variables } from "../environment.ts";
import { isGitea, isGitHub, isGitLab, isOwnServer, pipelineVariables } from "./find-forge.ts";

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
  return [...own, ...serverVariables(host, environment)];
}

/** The variables that are meant for one server alone. */
function serverVariables(host: string, environment: Variables): readonly string[] {
  const name = hostName(host);
  return [
    ...(isGitea(host, environment) && name !== "codeberg.org" ? ["GITEA_TOKEN"] : []),
    ...(isGitea(host, environment) && name !== "gitea.com" ? ["FORGEJO_TOKEN"] : []),
    ...(isGitLab(host, environment) ? ["GITLAB_TOKEN"] : []),
    ...(isGitHub(host, environment) ? ["GITHUB_TOKEN", "GH_TOKEN"] : []),
    ...(isGitLab(host, environment) && isOwnServer(host, environment) ? [jobToken] : []),
  ];
}

/** The token of a pipeline of GitLab. It may push to its own project if that allows it, and open no merge request. */
export const jobToken = "CI_JOB_TOKEN";

/** The user for git beside a token. Most servers take any. */
export function gitUser({ name }: { readonly name: string }): string {
  return name === jobToken ? "gitlab-ci-token" : "x-access-token";
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
 * `FEDC_TOKEN_HOSTS` lists the servers. If it is not set, a workflow of GitHub and a pipeline of GitLab allow only their own server, and other
 * environments allow every server.
 */
function maySeeTokens(host: string, environment: Variables): boolean {
  if (firstSet(environment, [listVariable])) return isListed(host, environment);
  return pipelineVariables(environment).length === 0 || isOwnServer(host, environment);
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

function asVariable(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
}
