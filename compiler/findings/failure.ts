import type { FailureReport, Remark } from "./answer.ts";
import type { Finding } from "./finding.ts";

/**
 * fedc cannot do what it was asked to do. The reason lies outside of federation.yaml (the command line, a file, git, the network), or in the
 * findings that come along. Subclasses exist only where code decides by the kind of failure.
 */
export class Failure extends Error {
  readonly help: string | undefined;
  readonly reasons: readonly Remark[] | undefined;
  readonly findings: readonly Finding[];

  constructor(message: string, help?: string, { reasons, findings = [], cause }: FailureDetails = {}) {
    super(message, { cause });
    this.name = new.target.name;
    this.help = help;
    this.reasons = reasons;
    this.findings = findings;
  }

  get report(): FailureReport {
    const { message, help, reasons } = this;
    return { message, ...(help !== undefined && { help }), ...(reasons && { reasons }) };
  }
}

interface FailureDetails {
  readonly reasons?: readonly Remark[];
  readonly findings?: readonly Finding[];
  readonly cause?: unknown;
}
