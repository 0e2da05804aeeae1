import { Octokit } from "@octokit/rest";
import { carryOutCall } from "../carry-out.ts";
import { type ForgeAccess, usableToken } from "../forge-access.ts";
import { fetchThroughProxy } from "../proxy.ts";
import { callOf } from "./call.ts";
import { gitHubProfile } from "./profile.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** GraphQL says 200 where REST says 403, and tells a rate limit among its errors. */
function isLimited(data: unknown): boolean {
  const { errors } = (data ?? {}) as { readonly errors?: unknown };
  return Array.isArray(errors) && errors.some((error) => error?.type === "RATE_LIMITED" || /rate limit/i.test(error?.message ?? ""));
}

/**
 * An Octokit whose calls wait for rate limits, are retried if that is safe, and throw a ForgeFailure. It does not follow redirects: as for
 * git, federation.yaml must name the current address of a repository.
 */
export function client(access: ForgeAccess, scheme: "token" | "bearer" = "token"): Octokit {
  const { environment = process.env, fetch = fetchThroughProxy(access.apiUrl, environment), patience = 30_000 } = access;
  const octokit = new Octokit({
    baseUrl: access.apiUrl.replace(/\/+$/, ""),
    userAgent: "fedc",
    log: silent,
    request: { redirect: "manual", log: silent, ...(fetch && { fetch }) },
  });
  const api = { profile: gitHubProfile, access };
  octokit.hook.wrap("request", (request, options) =>
    carryOutCall(callOf(options.method, options.url), api, async () => {
      const token = await usableToken(api);
      const send = async () => {
        // Octokit passes these same options to its inner hooks, whatever `request` gets.
        options.headers.authorization = `${scheme} ${token}`;
        options.request = { ...options.request, signal: AbortSignal.timeout(patience) };
        const response = await request(options);
        if (isLimited(response.data)) throw Object.assign(new Error("a rate limit"), { response: { ...response, status: 403 } });
        return response;
      };
      return { token, send };
    }),
  );
  return octokit;
}
