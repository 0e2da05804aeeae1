import { printable } from "../../../findings/formats/printable.ts";

/** The answer to a call that failed. */
export interface FailedResponse {
  /** Missing if there was no complete answer. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly reason: string;
  /** The error of the system if there was no answer, such as ECONNRESET; `TIMEOUT` if none came in time. */
  readonly code?: string;
}

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

/** GitHub's own words about a refusal: its message, and the details of fields. */
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
