import type { FailedResponse } from "./answer.ts";

/** GitHub asks to wait for a minute after a secondary limit, unless it says otherwise. */
const aMinute = 60_000;

/** The last call before the limit may be refused for another reason. */
const aboutPermission = /not accessible|permission|must have|protected by|archived/i;

/** A rate limit that an answer reports. */
export interface Limit {
  readonly name: "rate limit" | "secondary rate limit";
  /** When calls may go on, in milliseconds since 1970 by our own clock. */
  readonly until: number;
}

/**
 * The rate limit behind a 403, 429 or 422, if there is one: `docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api`. The
 * secondary limit need not have a header, and has been seen as 422 with the code `abuse`. The wait for it doubles each time.
 */
export function limitOf({ status, headers, reason }: FailedResponse, now: number, times: number): Limit | undefined {
  if (status !== 403 && status !== 429 && status !== 422) return undefined;
  const mentionsLimit = /rate limit|abuse/i.test(reason);
  if (status === 422 && !/secondary rate limit|abuse|submitted too quickly/i.test(reason)) return undefined;

  const after = secondsAfter(headers["retry-after"], headers.date, now);
  const usedUp = String(headers["x-ratelimit-remaining"]) === "0" && !aboutPermission.test(reason);
  if (after === undefined && !usedUp && !mentionsLimit && status !== 429) return undefined;

  const name = usedUp && !/secondary|abuse/i.test(reason) ? "rate limit" : "secondary rate limit";
  if (after !== undefined) return { name, until: now + Math.max(after, 1) * 1000 };
  const reset = Number(headers["x-ratelimit-reset"]);
  if (usedUp && Number.isFinite(reset)) return { name, until: now + Math.max(reset * 1000 - serverTime(headers.date, now), 0) + 1000 };
  return { name, until: now + aMinute * 2 ** times };
}

/** `retry-after` is seconds, or a date. */
function secondsAfter(value: string | number | undefined, date: string | number | undefined, now: number): number | undefined {
  if (value === undefined || value === "") return undefined;
  if (/^\d+$/.test(String(value))) return Number(value);
  const until = Date.parse(String(value));
  return Number.isNaN(until) ? undefined : (until - serverTime(date, now)) / 1000;
}

/** The time of GitHub's clock, which the reset uses. */
function serverTime(date: string | number | undefined, now: number): number {
  const time = Date.parse(String(date));
  return Number.isNaN(time) ? now : time;
}
