import { printable } from "../../findings/formats/printable.ts";
import { ForgeFailure } from "./forge.ts";
import type { FailedResponse, ForgeProfile } from "./forge-access.ts";

/** Codes of a connection that was never made, nor will be by trying again. */
const hopeless = /^(PROXY 4\d\d|ENOTFOUND|ECONNREFUSED|.*CERT.*|.*SIGNATURE.*|ERR_(TLS|SSL|INVALID).*|bad port)$/;

/** Turns an error of Octokit, or of fetch inside it, into an answer. */
export function answerOf(error: unknown): FailedResponse {
  const response = property(error, "response");
  const status = property(response, "status");
  if (typeof status === "number")
    return {
      status,
      headers: (property(response, "headers") ?? {}) as FailedResponse["headers"],
      reason: reasonOf(property(response, "data")),
    };
  return { headers: {}, reason: "", code: codeOf(error) };
}

/** The forge's own words about a refusal: its message, and the details of fields. */
export function reasonOf(data: unknown): string {
  const message = textsIn(property(data, "message"));
  const errors = property(data, "errors");
  const details = Array.isArray(errors) ? errors.map(detailOf) : [];
  // GitLab and its sign-in have two fields without a message.
  const others = message.length > 0 ? [] : ["error", "error_description"].flatMap((name) => textsIn(property(data, name)));
  return printable([...message, ...details, ...others].filter((part) => part !== "").join(": "));
}

/** GitLab's message is a text, a list, or lists by the names of fields. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([field, texts]) => [...(field === "base" ? [] : [field]), ...textsIn(texts)].join(" "));
}

function detailOf(error: unknown): string {
  if (typeof error === "string") return error;
  const message = property(error, "message");
  if (typeof message === "string") return message;
  return [property(error, "field"), property(error, "code")].filter((part) => typeof part === "string").join(" is ");
}

/** The innermost cause tells the reason. */
function codeOf(error: unknown): string {
  let found = "no answer";
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const code = property(cause, "code");
    const refusal = /^Proxy response \((\d{3})\)/.exec(cause.message)?.[1];
    if (refusal !== undefined) return `PROXY ${refusal}`;
    if (cause.message === "bad port") return cause.message;
    if (cause.name === "TimeoutError" || cause.name === "AbortError") found = "TIMEOUT";
    else if (typeof code === "string") found = code;
  }
  return printable(found);
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined;
}

/** Whether a retry may succeed. For a moment, parts of GitHub do not know a new pull request and cannot resolve it. */
export function mayPass({ status, code, reason }: FailedResponse): boolean {
  if (status === undefined) return !hopeless.test(code ?? "");
  return [500, 502, 503, 504].includes(status) || neverBegun({ status, reason, headers: {} });
}

/** Whether a refusal is temporary, and nothing was done. */
export function neverBegun({ status, reason }: FailedResponse): boolean {
  return status === 422 && /could not resolve to a node/i.test(reason);
}

/** Whether the call may have succeeded although no answer says so. */
export function mayBeDone({ status, code }: FailedResponse): boolean {
  return status === undefined ? !hopeless.test(code ?? "") : status >= 500;
}

/** An answer in JSON that is not what the forge answers there. */
export function unexpectedFrom(profile: ForgeProfile, expected: string): ForgeFailure {
  return new ForgeFailure("unexpected", `${profile.name} answered with something else than ${expected}`, wrongServerHelp(profile));
}

/** The help if another server or a proxy seems to have answered. */
export function wrongServerHelp({ name, apiVariables: [variable] }: ForgeProfile): string {
  return `check that \`${variable}\` is the address of ${name}'s API, and that no proxy answers in its place`;
}

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
 * secondary limit need not have a header, and has been seen as 422 with the code `abuse`. The wait for it doubles each time. GitLab and the
 * servers in front of Gitea answer 429, GitLab with headers of the same meaning.
 */
export function limitOf({ status, headers, reason }: FailedResponse, now: number, times: number): Limit | undefined {
  if (status !== 403 && status !== 429 && status !== 422) return undefined;
  const mentionsLimit = /rate limit|abuse/i.test(reason);
  if (status === 422 && !/secondary rate limit|abuse|submitted too quickly/i.test(reason)) return undefined;

  const after = secondsAfter(headers["retry-after"], headers.date, now);
  const usedUp = String(headers["x-ratelimit-remaining"] ?? headers["ratelimit-remaining"]) === "0" && !aboutPermission.test(reason);
  if (after === undefined && !usedUp && !mentionsLimit && status !== 429) return undefined;

  const name = usedUp && !/secondary|abuse/i.test(reason) ? "rate limit" : "secondary rate limit";
  if (after !== undefined) return { name, until: now + Math.max(after, 1) * 1000 };
  const reset = Number(headers["x-ratelimit-reset"] ?? headers["ratelimit-reset"]);
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
