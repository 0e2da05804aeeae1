import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { clock } from "../../environment/clock.ts";
import { onInterruption } from "../../environment/uninterrupted.ts";
import type { Remark } from "../../findings/answer.ts";
import { Failure } from "../../findings/failure.ts";
import type { Outside, SourceRevision } from "../../publish/context.ts";
import { noCache, upToDateIn } from "../../publish/delivery/up-to-date-cache.ts";
import { apiAddress } from "../../publish/forges/find-token.ts";
import type { Hosting } from "../../publish/forges/hosting.ts";
import { parseAddress } from "../../publish/forges/repository-address.ts";
import { Remote } from "../../publish/git/remote.ts";
import { SecretToken } from "../../publish/git/secret.ts";
import { placeKey } from "../../publish/target.ts";
import { repositoryTokens, type TokenSource, tokenlessHelp } from "./repository-tokens.ts";
import type { PublishRequest } from "./request.ts";

/** What publishing was told of how to go about it. */
type MergeStrategy = Pick<PublishRequest, "permissions" | "dryRun" | "stopOnError" | "cache">;
type Environment = Readonly<Record<string, string | undefined>>;

/** Does something with all that publishing needs from outside, and leaves no folder behind. */
export async function withContext<T>(
  request: MergeStrategy,
  federation: string,
  source: SourceRevision | undefined,
  warn: (remark: Remark) => void,
  work: (context: Outside) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "fedc-publish-"));
  const clear = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const running = new AbortController();
  const release = onInterruption(() => {
    // Else git would go on writing to the folder while it is taken away.
    running.abort();
    clear();
  });
  try {
    return await work(contextIn(folder, request, federation, source, warn, running.signal));
  } finally {
    release();
    clear();
  }
}

function contextIn(
  folder: string,
  { permissions, dryRun, stopOnError, cache }: MergeStrategy,
  federation: string,
  source: SourceRevision | undefined,
  warn: (remark: Remark) => void,
  abort: AbortSignal,
): Outside {
  const environment: Environment = process.env;
  const tokenOf = repositoryTokens(environment);
  const remotes = new Map<string, Promise<Remote>>();
  let folders = 0;
  const remoteFor = async (address: string) => {
    const own = join(folder, String(++folders));
    mkdirSync(own);
    const token = parseAddress(address).scheme === "ssh" ? undefined : await tokenOf(address);
    const value = token && (await token.read());
    if (value !== undefined) refusePrinting(environment);
    return new Remote({
      folder: own,
      address,
      token: value === undefined ? undefined : new SecretToken(value),
      tokenHint: token ? `see that the token in \`${token.name}\` is valid and may write there` : tokenlessHelp(address, environment),
      environment,
      abort,
    });
  };
  return {
    federation,
    permissions,
    dryRun,
    stopOnError,
    author: authorIn(environment),
    now: () => Math.floor(clock().now.getTime() / 1000),
    pause: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
    remote: (delivery) => {
      const key = placeKey(delivery);
      const known = remotes.get(key) ?? remoteFor(delivery.repository);
      remotes.set(key, known);
      return known;
    },
    hosting: async (address) => hostingFor(address, await tokenOf(address), environment, warn),
    source,
    upToDate: cache === undefined ? noCache : upToDateIn(resolve(cache)),
  };
}

async function hostingFor(
  address: string,
  token: TokenSource | undefined,
  environment: Environment,
  warn: (remark: Remark) => void,
): Promise<Hosting> {
  if (!token) throw new Failure(`there is no token for \`${address}\`, which a pull request needs`, tokenlessHelp(address, environment));
  const { owner, name } = parseAddress(address);
  const { gitHub } = await import("../../publish/forges/github/github.ts");
  return gitHub({
    apiUrl: apiAddress(address, environment),
    owner,
    repository: name,
    token: token.read,
    tokenName: token.name,
    say: (line) => process.stderr.write(`${line}\n`),
    warn: (message, help) => warn({ message, help }),
  });
}

/** Node itself would print how git is run, and with what in its environment. Throws a Failure. */
function refusePrinting({ NODE_DEBUG: sections = "" }: Environment): void {
  const patterns = sections.split(",").map((one) =>
    one
      .trim()
      .replace(/[^\w*]/g, "")
      .replaceAll("*", ".*"),
  );
  if (!patterns.some((one) => new RegExp(`^${one}$`, "i").test("child_process"))) return;
  throw new Failure("`NODE_DEBUG` makes Node print the environment of git, which holds the token", "leave `child_process` out of it");
}

/** As git itself would have it. */
function authorIn({ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email }: Environment): string {
  const plain = (text: string | undefined, usual: string) => text?.replace(/[<>\p{Cc}]/gu, "").trim() || usual;
  return `${plain(name, "fedc")} <${plain(email, "fedc@fedc.invalid")}>`;
}
