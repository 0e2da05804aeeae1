import type { FailureReport, Remark } from "../findings/answer.ts";
import type { Finding } from "../findings/finding.ts";

/** What a run of the Action comes to. */
export interface Result {
  readonly findings: readonly Finding[];
  readonly remarks: readonly Remark[];
  /** Why the step fails, where no finding says it. */
  readonly failure?: FailureReport | undefined;
  /** For the log, as plain text. */
  readonly log: string;
  /** For the page of the run and the comment, as Markdown: what comes before the findings. */
  readonly markdown: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
}
