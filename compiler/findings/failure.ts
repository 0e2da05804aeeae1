import type { FailureReport } from "./answer.ts";

/** fedc cannot do what it was asked to, for a reason that lies outside of federation.yaml: the command line, a file, the environment. */
export class Failure extends Error {
  readonly report: FailureReport;

  constructor(message: string, help?: string) {
    super(message);
    this.report = help === undefined ? { message } : { message, help };
  }

  get help(): string | undefined {
    return this.report.help;
  }
}
