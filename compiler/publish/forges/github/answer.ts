import { printable } from "../../../findings/formats/printable.ts";

/** What came back of a call that did not succeed. */
export interface FailedResponse {
  /** Missing where there was no whole answer. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly reason: string;
  /** What the system says where there was no answer, such as ECONNRESET; `TIMEOUT` where none came in time. */
  readonly code?: string;
}

/** Codes of a connection that was never made, nor will be by trying again. */
const hopeless = /^(PROXY 4\d\d|ENOTFOUND|ECONNREFUSED|.*CERT.*|.*SIGNATURE.*|ERR_(TLS|SSL|INVALID).*|bad port)$/;

/** Octokit's errors, and those of fetch inside of them, as an answer. */
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

/** GitHub's own words about a refusal: its message, and what it says of single fields. */
export function reasonOf(data: unknown): string {
  const message = property(data, "message");
  const errors = property(data, "errors");
  const details = Array.isArray(errors) ? errors.map(detailOf) : [];
  const parts = [typeof message === "string" ? message : "", ...details].filter((part) => part !== "");
  return printable(parts.join(": "));
}

function detailOf(error: unknown): string {
  if (typeof error === "string") return error;
  const message = property(error, "message");
  if (typeof message === "string") return message;
  return [property(error, "field"), property(error, "code")].filter((part) => typeof part === "string").join(" is ");
}

/** The innermost cause tells what happened, the outer ones only that something did. */
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

/** What a moment may mend. A pull request that is new is not known to all of GitHub at once, which then cannot resolve it. */
export function mayPass({ status, code, reason }: FailedResponse): boolean {
  if (status === undefined) return !hopeless.test(code ?? "");
  return [500, 502, 503, 504].includes(status) || neverBegun({ status, reason, headers: {} });
}

/** A refusal for the moment: nothing was done. */
export function neverBegun({ status, reason }: FailedResponse): boolean {
  return status === 422 && /could not resolve to a node/i.test(reason);
}

/** Whether what was asked for may be done, although no answer says so. */
export function mayBeDone({ status, code }: FailedResponse): boolean {
  return status === undefined ? !hopeless.test(code ?? "") : status >= 500;
}
