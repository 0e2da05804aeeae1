import { answerLines, callText, VerificationError } from "../5-verify/verification-error.ts";
import type { FailureReport } from "../findings/answer.ts";
import { Failure } from "../findings/failure.ts";
import { printable } from "../findings/formats/printable.ts";

const blame = "nothing in your file is wrong";

/** The report about an error. An unforeseen error is a bug in fedc; FEDC_DEBUG=1 shows its stack. */
export function failureOf(error: unknown): FailureReport {
  if (error instanceof Failure) return error.report;
  if (error instanceof VerificationError) return verificationReport(error);
  if (isSystemError(error) && error.syscall === "uv_cwd")
    return { message: "the current folder is gone", help: "change into a folder that exists, then run fedc again" };
  if (isSystemError(error))
    return {
      message: `${error.syscall} failed: ${error.message}`,
      help: "the cause is the disk, its permissions or the system",
    };
  if (process.env.FEDC_DEBUG === "1") process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  const message = printable(error instanceof Error ? error.message : String(error)).slice(0, 500);
  return {
    message: `this is a bug in fedc: ${message}`,
    help: `please report it, with the output of \`FEDC_DEBUG=1 fedc …\`; ${blame}`,
  };
}

/** Everything that it takes to find our mistake, for the first few calls. */
export function verificationReport({ disagreements }: VerificationError): FailureReport {
  const reasons = disagreements
    .slice(0, 3)
    .flatMap((disagreement) => [`${callText(disagreement.call)}: ${disagreement.sentence}`, ...answerLines(disagreement)]);
  return {
    message: "this is a bug in fedc: the overlays would not do what the file says, so nothing was written",
    help: `please report it, with these lines; ${blame}`,
    reasons: reasons.map((message) => ({ message })),
  };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}
