import { Failure } from "../../findings/failure.ts";
import { inherited, type Variables } from "../environment.ts";
import { proxyFor } from "../forges/proxy.ts";
import { GitFailure } from "./git-failure.ts";
import { gitOutput } from "./git-process.ts";
import { type GitWay, isSsh } from "./git-words.ts";

/** The folder in which git runs, and everything that it needs to reach one repository. */
export interface GitPlace extends Pick<GitWay, "address" | "token" | "tokenHint" | "delivery" | "signs"> {
  /** A bare repository that fedc made, or any folder for `ls-remote`. */
  readonly folder: string;
  /** The environment that fedc was started with. */
  readonly environment: Variables;
  /** Stops the running git. */
  readonly abort: AbortSignal;
  /** The protocols that git may use, if not those of servers. */
  readonly protocols?: "file";
}

/** Settings that keep out hooks, other programs, redirects and maintenance. */
const settings = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.symlinks=false",
  "http.followRedirects=false",
  "gc.auto=0",
  "maintenance.auto=false",
  // A server that sends nothing for half a minute has failed.
  "http.lowSpeedLimit=1",
  "http.lowSpeedTime=30",
];

/** The variables that git and ssh need. All others, such as `GIT_DIR` or `GIT_TRACE`, are not passed on. */
const kept = [
  ...["PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "USERPROFILE", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "SSL_CERT_DIR"],
  ...["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"],
];
const keptOfGit = ["GIT_SSL_CAINFO", "GIT_SSL_CAPATH"];
/** The variables for the program of ssh, in git's order. */
const sshPrograms = ["GIT_SSH_COMMAND", "GIT_SSH"];
/** ssh finds its keys in the home. For https, git would find passwords there. */
const keptForSsh = [...sshPrograms, "GIT_SSH_VARIANT", "HOME"];

const quiet = {
  GIT_ALLOW_PROTOCOL: "https:ssh",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_ATTR_NOSYSTEM: "1",
};

/** In milliseconds. A server may take long before it sends anything. */
const patience = 120_000;

/** Runs git and returns its output. Throws a GitFailure. */
export async function runGit(place: GitPlace, words: readonly string[], input?: string | Buffer): Promise<string> {
  return (await bytesOfGit(place, words, input)).toString();
}

/** Runs git and returns its output, which may be no text. Throws a GitFailure. */
export async function bytesOfGit(place: GitPlace, words: readonly string[], input?: string | Buffer): Promise<Buffer> {
  const { folder, token, address, abort } = place;
  const helper = token === undefined ? [] : [`credential.${new URL(address).origin}.helper=${tokenHelper(token.user)}`];
  const configured = [...settings, ...helper].flatMap((setting) => ["-c", setting]);
  const run = { folder, words: [...configured, ...words], environment: variablesFor(place), patience, abort };
  try {
    return await gitOutput(input === undefined ? run : { ...run, input });
  } catch (error) {
    throw GitFailure.of(error, { ...place, ...proxyOf(place), sshVariable: sshPrograms.find((name) => place.environment[name]) });
  }
}

/** The proxy that git takes. If fedc cannot read the variable, git may still understand it. */
function proxyOf({ address, environment }: GitPlace): Pick<GitWay, "proxy" | "unusableProxy"> {
  try {
    return { proxy: proxyFor(address, environment) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { proxy: undefined, unusableProxy: { message: error.message, help: error.help } };
  }
}

function variablesFor(place: GitPlace): Readonly<Record<string, string>> {
  const { token, environment } = place;
  const ssh = sshPrograms.some((name) => environment[name]) ? {} : { GIT_SSH_COMMAND: "ssh -oBatchMode=yes" };
  // A SecretToken becomes text only when the program starts, so a log of the environment shows no token.
  const secret = token === undefined ? {} : { [tokenName]: token as unknown as string };
  const passed = inherited(environment, [...kept, ...keptOfGit, ...(isSsh(place) ? keptForSsh : [])]);
  const protocols = place.protocols === undefined ? {} : { GIT_ALLOW_PROTOCOL: place.protocols };
  return { ...quiet, ...protocols, ...ssh, ...passed, ...secret, LC_ALL: "C" };
}

const tokenName = "FEDC_GIT_TOKEN";

/** git runs this helper if the server asks for credentials, and for that server only. */
function tokenHelper(user: string): string {
  return `!f() { test "$1" = get && printf 'username=${user}\\npassword=%s\\n' "$${tokenName}"; }; f`;
}
