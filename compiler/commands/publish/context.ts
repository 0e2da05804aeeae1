import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ForgeName } from "../../2-resolve/forge-of-repository.ts";
import { parseAddress } from "../../2-resolve/repository-address.ts";
import { errorCode } from "../../7-write/disk.ts";
import { onInterruption } from "../../7-write/uninterrupted.ts";
import { systemReason } from "../../7-write/write-failure.ts";
import type { Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import { clearProgress } from "../../findings/progress.ts";
import { clock } from "../../inputs/clock.ts";
import type { PublishEnvironment } from "../../publish/context.ts";
import { withoutSignature } from "../../publish/delivery/sign-commit.ts";
import { noCache, upToDateIn } from "../../publish/delivery/up-to-date-cache.ts";
import type { Variables } from "../../publish/environment.ts";
import type { ReadReports } from "../../publish/forges/commit-report.ts";
import { findForge, forgeAddress } from "../../publish/forges/find-forge.ts";
import { gitUser, jobToken } from "../../publish/forges/find-token.ts";
import type { Forge } from "../../publish/forges/forge.ts";
import type { ForgeAccess } from "../../publish/forges/forge-access.ts";
import { locally } from "../../publish/git/git-failure.ts";
import { Remote } from "../../publish/git/remote.ts";
import { SecretToken } from "../../publish/git/secret.ts";
import { type DeliveryPlace, placeKey } from "../../publish/target.ts";
import type { TrialRepositories } from "../../publish/trial/trial-repositories.ts";
import { authorshipOf } from "./authorship.ts";
import { repositoryTokens, type TokenSource, tokenlessHelp } from "./repository-tokens.ts";

interface ContextOptions extends Pick<PublishEnvironment, "federation" | "permissions" | "dryRun" | "source"> {
  readonly stopOnError: boolean;
  readonly author?: string | undefined;
  /** The way in which commits are signed. */
  readonly sign?: string | undefined;
  /** The folder of the cache. */
  readonly cache: string | undefined;
  /** The folder of bare repositories that stand for those of servers. */
  readonly toDirectory?: string | undefined;
  readonly warn: (remark: Remark) => void;
}

/** Does work with everything that publishing needs from outside, and leaves no temporary folder behind. */
export async function withContext<T>(options: ContextOptions, work: (context: PublishEnvironment) => Promise<T>): Promise<T> {
  const folder = temporaryFolder();
  const clear = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const running = new AbortController();
  const release = onInterruption(() => {
    // Stop git first: it would go on writing to the folder while that is removed.
    running.abort();
    clear();
  });
  try {
    if (options.toDirectory === undefined) return await work(contextIn(folder, options, running.signal));
    const { TrialRepositories } = await import("../../publish/trial/trial-repositories.ts");
    const environment = withWholePaths(process.env);
    const trial = new TrialRepositories({ folder: resolve(options.toDirectory), environment, abort: running.signal, now: seconds });
    const result = await work(contextIn(folder, options, running.signal, trial));
    await trial.writeListing();
    return result;
  } finally {
    release();
    clear();
  }
}

/** The folder for clones. Throws a Failure if it cannot be made. */
function temporaryFolder(): string {
  try {
    return mkdtempSync(join(resolve(tmpdir()), "fedc-publish-"));
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new Failure(
      `no temporary folder can be made in \`${tmpdir()}\`: ${systemReason(code)}`,
      "put that right, or name a folder that can be written to in `TMPDIR`",
    );
  }
}

/** git runs in a folder of fedc, so relative paths would lead elsewhere. */
function withWholePaths(environment: Variables): Variables {
  const paths = ["GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "SSL_CERT_FILE", "SSL_CERT_DIR"];
  return {
    ...environment,
    ...Object.fromEntries(paths.flatMap((name) => (environment[name] ? [[name, resolve(environment[name])]] : []))),
  };
}

function seconds(): number {
  return Math.floor(clock().now.getTime() / 1000);
}

function contextIn(
  folder: string,
  { cache, warn, author, sign, ...options }: ContextOptions,
  abort: AbortSignal,
  trial?: TrialRepositories,
): PublishEnvironment {
  const environment = withWholePaths(process.env);
  const tokenOf = repositoryTokens(environment);
  const accessTo = async (place: DeliveryPlace, purpose: Purpose) => accessFor(place, purpose, await tokenOf(place), environment, warn);
  const { signs, ...authorship } = authorshipOf({ author, sign, federation: options.federation }, environment, (place) =>
    accessTo(place, { what: "a commit that GitHub signs", doing: "make a commit" }),
  );
  const remotes = new Map<string, Promise<Remote>>();
  let folders = 0;
  const remoteFor = async (place: DeliveryPlace) => {
    const { repository: address, delivery } = place;
    const own = join(folder, String(++folders));
    locally(folder, () => mkdirSync(own));
    if (trial) return trial.remote(place, own);
    const token = parseAddress(address).scheme === "ssh" ? undefined : await tokenOf(place);
    const value = token && (await token.read());
    if (value !== undefined) refusePrinting(environment);
    return new Remote({
      folder: own,
      address,
      token: value === undefined ? undefined : new SecretToken(value, token && gitUser(token)),
      delivery,
      signs,
      tokenHint: token ? `see that the token in \`${token.name}\` is valid and may write there` : tokenlessHelp(address, environment),
      environment,
      abort,
    });
  };
  return {
    ...options,
    ...authorship,
    // Nothing on this machine demands a signature.
    ...(trial && { sign: withoutSignature }),
    now: seconds,
    pause: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
    remote: (delivery) => {
      const key = placeKey(delivery);
      const remote = remotes.get(key) ?? remoteFor(delivery);
      remotes.set(key, remote);
      return remote;
    },
    forge: async (place) => trial?.forge(place) ?? forgeAt(await accessTo(place, { what: "a pull request", doing: "open a pull request" })),
    reports: trial
      ? undefined
      : async (place) => reportsAt(await accessTo(place, { what: "the report of a cluster", doing: "read the reports of clusters" })),
    requestWord: (place) => (findForge(place, environment) === "gitlab" ? "merge request" : "pull request"),
    // The cache is about servers.
    upToDate: cache === undefined || trial ? noCache : upToDateIn(resolve(cache)),
  };
}

/** What the API of a forge is needed for. */
interface Purpose {
  readonly what: string;
  readonly doing: string;
}

async function accessFor(
  place: DeliveryPlace,
  { what, doing }: Purpose,
  token: TokenSource | undefined,
  environment: Variables,
  warn: (remark: Remark) => void,
): Promise<ForgeAccess & { readonly forge: ForgeName }> {
  const { repository: address } = place;
  const forge = findForge(place, environment);
  if (forge === undefined)
    throw new Failure(
      `fedc does not know whether \`${parseAddress(address).host}\` is a GitHub, a GitLab or a Gitea, so it cannot ${doing} there`,
      "write `forge: github`, `gitlab`, `gitea` or `forgejo` beside `repository`; any other server takes `delivery: commit`",
    );
  if (!token) throw new Failure(`there is no token for \`${address}\`, which ${what} needs`, tokenlessHelp(address, environment));
  if (token.name === jobToken)
    throw new Failure(
      `the token of a pipeline, \`${jobToken}\`, cannot ${doing.replace("pull request", "merge request")} in \`${address}\``,
      "make an access token of the project or group with the scope `api`, and put it into `FEDC_TOKEN` or `GITLAB_TOKEN`",
    );
  return {
    ...forgeAddress(forge, address, environment),
    forge,
    token: token.read,
    tokenName: token.name,
    environment,
    say: (line) => {
      clearProgress();
      process.stderr.write(`${line}\n`);
    },
    warn: (message, help) => warn({ message, help }),
  };
}

async function forgeAt({ forge, ...access }: Awaited<ReturnType<typeof accessFor>>): Promise<Forge> {
  if (forge === "gitlab") return (await import("../../publish/forges/gitlab/gitlab.ts")).gitLab(access);
  if (forge === "gitea") return (await import("../../publish/forges/gitea/gitea.ts")).gitea(access);
  return (await import("../../publish/forges/github/github.ts")).gitHub(access);
}

async function reportsAt({ forge, ...access }: Awaited<ReturnType<typeof accessFor>>): Promise<ReadReports> {
  if (forge === "gitlab") return (await import("../../publish/forges/gitlab/commit-reports.ts")).gitLabReports(access);
  if (forge === "gitea") return (await import("../../publish/forges/gitea/commit-reports.ts")).giteaReports(access);
  return (await import("../../publish/forges/github/commit-reports.ts")).gitHubReports(access);
}

/** With NODE_DEBUG=child_process Node prints how git is run, with its environment. Throws a Failure. */
function refusePrinting({ NODE_DEBUG: sections = "" }: Variables): void {
  const patterns = sections.split(",").map((section) =>
    section
      .trim()
      .replace(/[^\w*]/g, "")
      .replaceAll("*", ".*"),
  );
  if (!patterns.some((pattern) => new RegExp(`^${pattern}$`, "i").test("child_process"))) return;
  throw new Failure("`NODE_DEBUG` makes Node print the environment of git, which holds the token", "leave `child_process` out of it");
}
