import { VerificationError } from "../5-verify/verification-error.ts";
import type { FailureReport } from "../findings/answer.ts";
import { Failure } from "../findings/failure.ts";
import { printable } from "../findings/formats/printable.ts";
import { disprovedReport } from "./disproved-report.ts";

/** What an error tells the user. One that nobody foresaw is ours, and its stack is for those who ask for it. */
export function failureOf(error: unknown): FailureReport {
  if (error instanceof Failure) return error.report;
  if (error instanceof VerificationError) return disprovedReport(error);
  if (isSystemError(error) && error.syscall === "uv_cwd")
    return { message: "the current folder is gone", help: "change into a folder that exists, then run fedc again" };
  if (isSystemError(error))
    return { message: `${error.syscall} failed: ${error.message}`, help: "the disk, its permissions or the system is in the way" };
  if (process.env.FEDC_DEBUG === "1") process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  const message = printable(error instanceof Error ? error.message : String(error)).slice(0, 500);
  return {
    message: `this is a bug in fedc: ${message}`,
    help: "please report it, with what `FEDC_DEBUG=1 fedc …` prints; nothing in your file can be blamed for it",
  };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}
