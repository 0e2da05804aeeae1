import { setTimeout as sleepFor } from "node:timers/promises";
import { Octokit } from "@octokit/rest";
import { ForgeFailure } from "../forge.ts";
import { fetchThroughProxy } from "../proxy.ts";
import { type GitHubAccess, usableToken } from "./access.ts";
import { unexpectedAnswer } from "./answer.ts";
import { callOf } from "./call.ts";
import { carryOutCall } from "./carry-out.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * An Octokit whose calls wait for rate limits, are retried if that is safe, and throw a ForgeFailure. It does not follow redirects: as for
 * git, federation.yaml must name the current address of a repository.
 */
export function client(access: GitHubAccess, scheme: "token" | "bearer" = "token"): Octokit {
  const { environment = process.env, fetch = fetchThroughProxy(access.apiUrl, environment), patience = 30_000 } = access;
  const octokit = new Octokit({
    baseUrl: access.apiUrl.replace(/\/+$/, ""),
    userAgent: "fedc",
    log: silent,
    request: { redirect: "manual", log: silent, ...(fetch && { fetch }) },
  });
  octokit.hook.wrap("request", (request, options) =>
    carryOutCall(callOf(options.method, options.url), access, async () => {
      const token = await usableToken(access);
      const send = async () => {
        // Octokit passes these same options to its inner hooks, whatever `request` gets.
        options.headers.authorization = `${scheme} ${token}`;
        options.request = { ...options.request, signal: AbortSignal.timeout(patience) };
        return await request(options);
      };
      return { token, send };
    }),
  );
  return octokit;
}

const perPage = 100;
/** More than a pull request of fedc ever has. It stops the loop if a server ignores page numbers. */
const maxPages = 20;

/**
 * All entries of a list, or those up to a page that is `enough`. It counts pages itself, because the address of the next page in an answer
 * might lead elsewhere.
 */
export async function everyPage<Entry>(
  ask: (page: { readonly page: number; readonly per_page: number }) => Promise<{ readonly data: readonly Entry[] }>,
  enough: (page: readonly Entry[]) => boolean = () => false,
): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await ask({ page, per_page: perPage });
    if (!Array.isArray(data)) throw unexpectedAnswer("a list");
    all.push(...data);
    if (data.length < perPage || enough(data)) break;
  }
  return all;
}

/** All entries of a list that decides something: throws rather than leave out the last ones, which may be the newest. */
export async function wholeList<Entry>(
  ask: (page: { readonly page: number; readonly per_page: number }) => Promise<{ readonly data: readonly Entry[] }>,
  called: string,
): Promise<readonly Entry[]> {
  const all = await everyPage(ask);
  if (all.length >= maxPages * perPage)
    throw new ForgeFailure("unexpected", `there are more than ${maxPages * perPage} ${called}`, "fedc does not decide by a part of them");
  return all;
}

const maxAttempts = 4;

/** Makes something that must not exist twice. If an answer was lost, it looks for the result before it tries again. */
export async function makeOnce<Made>(
  make: () => Promise<Made>,
  find: () => Promise<Made | undefined>,
  { sleep = sleepFor }: GitHubAccess,
): Promise<Made> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof ForgeFailure && error.mayBeDone)) throw error;
      await sleep(1000 * 2 ** (tries - 1));
      const made = await find();
      if (made !== undefined) return made;
      if (tries === maxAttempts) throw error;
    }
  }
}
