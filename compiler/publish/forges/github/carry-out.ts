import { setTimeout as sleepFor } from "node:timers/promises";
import type { GitHubAccess } from "./access.ts";
import { answerOf, type FailedResponse, mayPass, neverBegun, reasonOf } from "./answer.ts";
import type { GitHubCall } from "./call.ts";
import { explainedFailure, limitFailure } from "./explained.ts";
import { type Pace, paceOf } from "./pace.ts";
import { limitOf } from "./rate-limit.ts";

/** How often one call is made if GitHub or the network fails. */
const maxAttempts = 4;
/** How long, and how often, one call waits for rate limits. */
const maxWaiting = 5 * 60_000;
const maxLimits = 10;

/** A signed call that can be sent. */
export interface Signed<Response> {
  readonly token: string;
  send(): Promise<Response>;
}

/**
 * Makes a call: waits for the pace and for rate limits, and retries if that is safe. Throws a GitHubFailure if it does not succeed. It
 * calls `sign` before every attempt.
 */
export async function carryOutCall<Response extends { readonly data: unknown; readonly status: number }>(
  call: GitHubCall,
  access: GitHubAccess,
  sign: () => Promise<Signed<Response>>,
): Promise<Response> {
  const { now = Date.now, sleep = sleepFor, say } = access;
  let waited = 0;
  let limits = 0;
  for (let tries = 1; ; ) {
    const { token, send } = await sign();
    const pace = paceOf(access.apiUrl, token);
    await waitForPace(pace, call, access);
    const result = await attempt(send);
    if ("response" in result) return result.response;

    const { answer } = result;
    const limit = limitOf(answer, now(), limits);
    if (limit) {
      const wait = limit.until - now();
      limits += 1;
      waited += wait;
      if (waited > maxWaiting || limits > maxLimits) throw limitFailure(limit, access);
      say?.(
        `GitHub's ${limit.name} is used up: waiting ${Math.ceil(wait / 1000)} s to ${call.doing} in ${access.owner}/${access.repository}`,
      );
      pace.hold(limit.until);
      continue;
    }
    if (!mayPass(answer) || !(call.repeatable || neverBegun(answer)) || tries === maxAttempts)
      throw explainedFailure(answer, call, access, { tries, token });
    await sleep(1000 * 2 ** (tries - 1));
    tries += 1;
  }
}

async function waitForPace(pace: Pace, call: GitHubCall, { now = Date.now, sleep = sleepFor }: GitHubAccess): Promise<void> {
  const wait = pace.wait(!call.repeatable, now());
  if (wait > 0) await sleep(wait);
}

async function attempt<Response extends { readonly data: unknown; readonly status: number }>(
  send: () => Promise<Response>,
): Promise<{ readonly response: Response } | { readonly answer: FailedResponse }> {
  try {
    const response = await send();
    // Octokit returns redirects unchanged, and an incomplete body as text.
    if (response.status >= 300) return { answer: { status: response.status, headers: {}, reason: reasonOf(response.data) } };
    if (typeof response.data !== "object" || response.data === null || response.data instanceof ArrayBuffer)
      return { answer: { headers: {}, reason: "", code: "no JSON" } };
    return { response };
  } catch (error) {
    return { answer: answerOf(error) };
  }
}
