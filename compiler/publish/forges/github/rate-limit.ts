import type { FailedResponse } from "./answer.ts";

/** GitHub asks for no limit of its second kind to be tried again within a minute, unless it says otherwise. */
const aMinute = 60_000;

/** The last call before the limit may be one that is refused for another reason. */
const aboutPermission = /not accessible|permission|must have|protected by|archived/i;

/** A limit that an answer tells of. */
export interface Limit {
  readonly name: "rate limit" | "secondary rate limit";
  /** When calls may go on, in milliseconds since 1970 by our own clock. */
  readonly until: number;
}

/**
 * The limit behind a 403, 429 or 422, if that is what it is: `docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api`. The
 * secondary limit need not bear a header, and has been seen as 422 with the code `abuse`; it is waited for longer each time.
 */
export function limitOf({ status, headers, reason }: FailedResponse, now: number, times: number): Limit | undefined {
  if (status !== 403 && status !== 429 && status !== 422) return undefined;
  const speaks = /rate limit|abuse/i.test(reason);
  if (status === 422 && !/secondary rate limit|abuse|submitted too quickly/i.test(reason)) return undefined;

  const after = secondsAfter(headers["retry-after"], headers.date, now);
  const usedUp = String(headers["x-ratelimit-remaining"]) === "0" && !aboutPermission.test(reason);
  if (after === undefined && !usedUp && !speaks && status !== 429) return undefined;

  const name = usedUp && !/secondary|abuse/i.test(reason) ? "rate limit" : "secondary rate limit";
  if (after !== undefined) return { name, until: now + Math.max(after, 1) * 1000 };
  const reset = Number(headers["x-ratelimit-reset"]);
  if (usedUp && Number.isFinite(reset)) return { name, until: now + Math.max(reset * 1000 - theirs(headers.date, now), 0) + 1000 };
  return { name, until: now + aMinute * 2 ** times };
}

/** `retry-after` is seconds, or a date. */
function secondsAfter(value: string | number | undefined, date: string | number | undefined, now: number): number | undefined {
  if (value === undefined || value === "") return undefined;
  if (/^\d+$/.test(String(value))) return Number(value);
  const until = Date.parse(String(value));
  return Number.isNaN(until) ? undefined : (until - theirs(date, now)) / 1000;
}

/** What time it is for GitHub, whose clock the reset goes by. */
function theirs(date: string | number | undefined, now: number): number {
  const time = Date.parse(String(date));
  return Number.isNaN(time) ? now : time;
}
