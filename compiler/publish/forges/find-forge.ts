import { type ForgeName, forgeByHost, publicForge } from "../../2-resolve/forge-of-repository.ts";
import { hostName, parseAddress } from "../../2-resolve/repository-address.ts";
import type { Variables } from "../environment.ts";

/** A repository, and the forge that federation.yaml names for it. */
export interface ForgePlace {
  readonly repository: string;
  readonly forge?: ForgeName | undefined;
}

/**
 * The forge of a repository: by its server if that is public, by federation.yaml, by the variables that name a server, or by the server's name. Undefined
 * if none of them tells: then fedc asks nobody, because it would send a token to the API of a server that is something else.
 */
export function findForge({ repository, forge }: ForgePlace, environment: Variables): ForgeName | undefined {
  const { host } = parseAddress(repository);
  return publicForge(repository) ?? forge ?? forgeNamedFor(host, environment) ?? forgeByHost(repository);
}

/** The forge of a server that the environment names, such as that of the pipeline in which fedc runs. */
function forgeNamedFor(host: string, environment: Variables): ForgeName | undefined {
  if (isGitea(host, environment)) return "gitea";
  if (isGitLab(host, environment)) return "gitlab";
  return isGitHub(host, environment) ? "github" : undefined;
}

/** Whether a server is the one that GitHub's variables name, or github.com if they are not set. */
export function isGitHub(host: string, environment: Variables): boolean {
  return isNamed(host, environment, ["GITHUB_SERVER_URL", "GITHUB_API_URL"], ["github.com"]);
}

/** Whether a server is the one that GitLab's variables name, or gitlab.com if they are not set. */
export function isGitLab(host: string, environment: Variables): boolean {
  return isNamed(host, environment, ["GITLAB_API_URL", ...(isGitLabPipeline(environment) ? ["CI_SERVER_URL"] : [])], ["gitlab.com"]);
}

/** Whether a server is the Gitea or Forgejo that variables name, or a public one if they are not set. */
export function isGitea(host: string, environment: Variables): boolean {
  const names = ["GITEA_API_URL", ...(isGiteaWorkflow(environment) ? ["GITHUB_SERVER_URL"] : [])];
  return isNamed(host, environment, names, ["gitea.com", "codeberg.org"]);
}

/** Whether a server is the one whose pipeline or workflow runs fedc. */
export function isOwnServer(host: string, environment: Variables): boolean {
  return (
    isNamed(host, environment, pipelineVariables(environment), []) ||
    (pipelineVariables(environment).length > 0 && isGitHub(host, environment))
  );
}

/** The variables that name the server of the pipeline in which fedc runs. */
export function pipelineVariables(environment: Variables): readonly string[] {
  const names = ["GITHUB_SERVER_URL", ...(isGitLabPipeline(environment) ? ["CI_SERVER_URL"] : [])];
  return names.filter((name) => (environment[name] ?? "").trim() !== "");
}

/** Workflows of Gitea and Forgejo have GitHub's variables, and one of their own. */
function isGiteaWorkflow({ GITEA_ACTIONS: gitea = "", FORGEJO_ACTIONS: forgejo = "" }: Variables): boolean {
  return gitea === "true" || forgejo === "true";
}

function isGitLabPipeline({ GITLAB_CI: gitlab = "" }: Variables): boolean {
  return gitlab === "true";
}

function isNamed(host: string, environment: Variables, names: readonly string[], fallback: readonly string[]): boolean {
  const named = names.flatMap((name) => {
    const url = environment[name] ?? "";
    return URL.canParse(url) ? [new URL(url).hostname.replace(/^api\./, "").replace(/^(?:127\.0\.0\.1|\[::1\])$/, "localhost")] : [];
  });
  return (named.length > 0 ? named : fallback).includes(hostName(host));
}

/** The address of the forge's API for a repository, and the repository there. */
export interface ForgeAddress {
  readonly apiUrl: string;
  readonly owner: string;
  readonly repository: string;
}

/** Where the API of a forge has a repository. An address by ssh has a port of its own, so it does not give that of the API. */
export function forgeAddress(forge: ForgeName, address: string, environment: Variables): ForgeAddress {
  const { host, scheme, owner, name: repository } = parseAddress(address);
  const server = scheme === "https" ? host : hostName(host);
  if (forge === "github") return { apiUrl: apiOfGitHub(host, server, environment), owner, repository };
  if (forge === "gitlab") {
    const apiUrl = namedApi(host, environment, ["GITLAB_API_URL", "CI_API_V4_URL"]) ?? `https://${server}/api/v4`;
    return { apiUrl, owner: belowBase(owner, apiUrl), repository };
  }
  // Owners have one name at Gitea. What stands before it is where Gitea itself lies.
  const [, base = "", own = owner] = /^(?:(.*)\/)?([^/]*)$/.exec(owner) ?? [];
  const inWorkflow = isGiteaWorkflow(environment) ? ["GITHUB_API_URL"] : [];
  const apiUrl =
    namedApi(host, environment, ["GITEA_API_URL", ...inWorkflow]) ?? `https://${server}/${base === "" ? "" : `${base}/`}api/v1`;
  return { apiUrl, owner: own, repository };
}

/** GITHUB_API_URL, unless that is for another server. */
function apiOfGitHub(host: string, server: string, environment: Variables): string {
  const { GITHUB_API_URL: api = "", GITHUB_SERVER_URL: own = "" } = environment;
  const elsewhere = URL.canParse(own) && new URL(own).hostname !== hostName(host);
  if (api !== "" && !elsewhere) return api.replace(/\/+$/, "");
  return hostName(host) === "github.com" ? "https://api.github.com" : `https://${server}/api/v3`;
}

/** The first of these variables that names an API on the server itself. */
function namedApi(host: string, environment: Variables, names: readonly string[]): string | undefined {
  return names
    .map((name) => (environment[name] ?? "").replace(/\/+$/, ""))
    .find((url) => URL.canParse(url) && new URL(url).hostname.replace(/^(?:127\.0\.0\.1|\[::1\])$/, "localhost") === hostName(host));
}

/** Groups of GitLab, without the folder in which GitLab itself lies. Nothing in an address tells them apart, so the address of the API does. */
function belowBase(owner: string, apiUrl: string): string {
  const base = new URL(apiUrl).pathname.replace(/\/api\/v4$/, "").replace(/^\//, "");
  return base !== "" && owner.startsWith(`${base}/`) ? owner.slice(base.length + 1) : owner;
}
