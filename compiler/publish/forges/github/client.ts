import { Octokit } from "@octokit/rest";
import type { GitHubAccess } from "./access.ts";
import { callOf } from "./call.ts";
import { carryOutCall } from "./carry-out.ts";
import { fetchThroughProxy } from "./proxy.ts";
import { usableToken } from "./token.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * An Octokit whose calls wait for rate limits and are made again where that is safe. What cannot be done throws a GitHubFailure. Redirects are
 * not followed: a repository that moved is to be named where it is, as for git.
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
        // Octokit hands these same options to the hooks within, whatever is given to `request`.
        options.headers.authorization = `${scheme} ${token}`;
        options.request = { ...options.request, signal: AbortSignal.timeout(patience) };
        return await request(options);
      };
      return { token, send };
    }),
  );
  return octokit;
}
