import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { PublishContext, SourceRevision } from "../9-publish/context.ts";
import { apiAddress, type FoundToken, findToken, variablesFor } from "../9-publish/find-token.ts";
import { Remote } from "../9-publish/git/remote.ts";
import { Secret } from "../9-publish/git/secret.ts";
import type { Hosting } from "../9-publish/hosting.ts";
import { pullRequestBody, pullRequestTitle } from "../9-publish/pull-request-body.ts";
import { parseAddress } from "../9-publish/repository-address.ts";
import { forgetful, settledIn } from "../9-publish/settled.ts";
import { placeKey } from "../9-publish/target.ts";
import { Undeliverable } from "../9-publish/undeliverable.ts";
import { clock } from "./clock.ts";
import type { Remark } from "./command.ts";
import type { PublishRequest } from "./run-publish.ts";

/** What publishing was told of how to go about it. */
type Manner = Pick<PublishRequest, "permissions" | "dryRun" | "stopOnError" | "cache">;
type Environment = Readonly<Record<string, string | undefined>>;

/** Does something with all that publishing needs from outside, and leaves no folder behind. */
export async function withContext<T>(
  request: Manner,
  federation: string,
  source: SourceRevision | undefined,
  warn: (remark: Remark) => void,
  work: (context: PublishContext) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "fedc-publish-"));
  const clear = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const stop = (signal: NodeJS.Signals) => {
    clear();
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await work(contextIn(folder, request, federation, source, warn));
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    clear();
  }
}

function contextIn(
  folder: string,
  { permissions, dryRun, stopOnError, cache }: Manner,
  federation: string,
  source: SourceRevision | undefined,
  warn: (remark: Remark) => void,
): PublishContext {
  const environment: Environment = process.env;
  const remotes = new Map<string, Promise<Remote>>();
  let folders = 0;
  const remoteFor = async (address: string) => {
    const own = join(folder, String(++folders));
    mkdirSync(own);
    const token = parseAddress(address).scheme === "ssh" ? undefined : await tokenFor(address, environment);
    const value = token && (await token.read());
    return new Remote({
      folder: own,
      address,
      token: value === undefined ? undefined : new Secret(value),
      tokenHint: token ? `see that the token in \`${token.name}\` is valid and may write there` : noToken(address, environment),
      environment,
    });
  };
  return {
    federation,
    permissions,
    dryRun,
    stopOnError,
    author: authorIn(environment),
    now: () => Math.floor(clock().getTime() / 1000),
    pause: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
    remote: (parcel) => {
      const key = placeKey(parcel);
      const known = remotes.get(key) ?? remoteFor(parcel.repository);
      remotes.set(key, known);
      return known;
    },
    hosting: (address) => hostingFor(address, environment, warn),
    describe: ({ targets }, plans) => {
      const clusters = plans.map(({ target }) => target.overlay.cluster);
      const files = new Map(
        plans.flatMap(({ target, files }) => [...files].map(([path, change]) => [`${target.path}/${path}`, change] as const)),
      );
      const facts = { federation, clusters, files };
      const each = <T>(of: (target: (typeof targets)[number]) => readonly T[]) => [...new Set(targets.flatMap(of))];
      return {
        title: pullRequestTitle(facts),
        body: pullRequestBody(facts),
        labels: each(({ labels }) => labels),
        reviewers: each(({ reviewers }) => reviewers),
      };
    },
    source,
    settled: cache === undefined ? forgetful : settledIn(resolve(cache)),
  };
}

async function hostingFor(address: string, environment: Environment, warn: (remark: Remark) => void): Promise<Hosting> {
  const token = await tokenFor(address, environment);
  if (!token) throw new Undeliverable(`there is no token for \`${address}\`, which a pull request needs`, noToken(address, environment));
  const { owner, name } = parseAddress(address);
  const { gitHub } = await import("../9-publish/github/github.ts");
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

interface TokenSource {
  readonly name: string;
  readonly read: () => Promise<string>;
}

/** A token of its own for the repository, or one that a GitHub App gives. */
async function tokenFor(address: string, environment: Environment): Promise<TokenSource | undefined> {
  const found = findToken(address, environment);
  if (found) return { name: found.variable, read: async () => usable(found) };
  const { FEDC_GITHUB_APP_ID: id, FEDC_GITHUB_APP_KEY: key } = environment;
  if (!id || !key) return undefined;
  const { gitHubApp } = await import("../9-publish/github/github-app.ts");
  const { owner, name } = parseAddress(address);
  const app = gitHubApp({ apiUrl: apiAddress(address, environment), id, keyVariable: "FEDC_GITHUB_APP_KEY", environment });
  return { name: "FEDC_GITHUB_APP_KEY", read: app.token(owner, name) };
}

/** What is handed to git as a line must be one. */
function usable({ variable, value }: FoundToken): string {
  if (/[^!-~]/.test(value))
    throw new Undeliverable(`the token in \`${variable}\` has characters that no token has`, "put the token alone into it");
  return value;
}

function noToken(address: string, environment: Environment): string {
  return parseAddress(address).scheme === "ssh"
    ? "see that your key is loaded and may write there"
    : `put a token into one of ${variablesFor(address, environment)
        .map((name) => `\`${name}\``)
        .join(", ")}`;
}

/** As git itself would have it. */
function authorIn({ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email }: Environment): string {
  const plain = (text: string | undefined, usual: string) => text?.replace(/[<>\p{Cc}]/gu, "").trim() || usual;
  return `${plain(name, "fedc")} <${plain(email, "fedc@fedc.invalid")}>`;
}
