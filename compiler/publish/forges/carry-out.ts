import { setTimeout as sleepFor } from "node:timers/promises";
import { answerOf, limitOf, mayPass, neverBegun, reasonOf } from "./answer.ts";
import { explainedFailure, limitFailure } from "./explained.ts";
import type { FailedResponse, ForgeApi, ForgeCall, ForgeProfile } from "./forge-access.ts";

/** How often one call is made if the forge or the network fails. */
const maxAttempts = 4;
/** How long, and how often, one call waits for rate limits. */
const maxWaiting = 5 * 60_000;
const maxLimits = 10;

type JsonResponse = { readonly data: unknown; readonly status: number; readonly headers: FailedResponse["headers"] };

/** A signed call that can be sent. */
interface Signed<Response> {
  readonly token: string;
  send(): Promise<Response>;
}

/**
 * Makes a call: waits for the pace and for rate limits, and retries if that is safe. Calls `sign` before every attempt. Throws a
 * ForgeFailure if the call does not succeed.
 */
export async function carryOutCall<Response extends JsonResponse>(
  call: ForgeCall,
  api: ForgeApi,
  sign: () => Promise<Signed<Response>>,
): Promise<Response> {
  const { profile, access } = api;
  const { now = Date.now, sleep = sleepFor, say } = access;
  let waited = 0;
  let limits = 0;
  for (let tries = 1; ; ) {
    const { token, send } = await sign();
    const pace = paceOf(profile, access.apiUrl, token);
    const pause = pace.wait(!call.repeatable, now());
    if (pause > 0) await sleep(pause);
    const result = await attempt(send);
    if ("response" in result) return result.response;

    const { answer } = result;
    const limit = limitOf(answer, now(), limits);
    if (limit) {
      const wait = limit.until - now();
      limits += 1;
      waited += wait;
      if (waited > maxWaiting || limits > maxLimits) throw limitFailure(limit, api);
      say?.(
        `${profile.name}'s ${limit.name} is used up: waiting ${Math.ceil(wait / 1000)} s to ${call.doing} in ${access.owner}/${access.repository}`,
      );
      pace.hold(limit.until);
      continue;
    }
    if (!mayPass(answer) || !(call.repeatable || neverBegun(answer)) || tries === maxAttempts)
      throw explainedFailure(answer, call, api, { tries, token });
    await sleep(1000 * 2 ** (tries - 1));
    tries += 1;
  }
}

async function attempt<Response extends JsonResponse>(
  send: () => Promise<Response>,
): Promise<{ readonly response: Response } | { readonly answer: FailedResponse }> {
  try {
    const response = await send();
    // Octokit returns redirects unchanged, and an incomplete body as text.
    const { status, headers } = response;
    if (status >= 300) return { answer: { status, headers, reason: reasonOf(response.data) } };
    if (typeof response.data !== "object" || response.data === null || response.data instanceof ArrayBuffer)
      return { answer: { headers: {}, reason: "", code: "no JSON" } };
    return { response };
  } catch (error) {
    return { answer: answerOf(error) };
  }
}

/** The pace of one token for all repositories of this run together. Times are in milliseconds since 1970. */
class Pace {
  readonly #limit: ForgeProfile["pace"];
  #open = 0;
  #makesUntil = 0;

  constructor(limit: ForgeProfile["pace"]) {
    this.#limit = limit;
  }

  /** How long to wait before the next call. Asking for a call that makes something new counts as making it. */
  wait(makes: boolean, now: number): number {
    const { atOnce, between } = this.#limit;
    let wait = Math.max(0, this.#open - now);
    if (makes) {
      this.#makesUntil = Math.max(this.#makesUntil, now) + between;
      wait = Math.max(wait, this.#makesUntil - now - atOnce * between);
    }
    return wait;
  }

  /** The forge told one call to wait, so all calls wait. */
  hold(until: number): void {
    this.#open = Math.max(this.#open, until);
  }
}

const paces = new Map<string, Pace>();

/** Forges count limits per token. */
function paceOf(profile: ForgeProfile, apiUrl: string, token: string): Pace {
  const key = `${apiUrl} ${token}`;
  const pace = paces.get(key) ?? new Pace(profile.pace);
  paces.set(key, pace);
  return pace;
}
