import { answerLines, callText, type VerificationError } from "../5-verify/verification-error.ts";
import type { FailureReport } from "../findings/answer.ts";

/** Our own mistake, with everything that it takes to find it; the first few of them. */
export function disprovedReport({ disagreements }: VerificationError): FailureReport {
  return {
    message: "this is a bug in fedc: what it made does not do what the file says, so nothing was written",
    help: "please report it, with these lines; nothing in your file can be blamed for it",
    reasons: disagreements
      .slice(0, 3)
      .flatMap((one) => [`${callText(one.call)}: ${one.sentence}`, ...answerLines(one)].map((message) => ({ message }))),
  };
}
