import type { FailureReport, Remark } from "../findings/answer.ts";
import type { Finding } from "../findings/finding.ts";
import type { OutputValue } from "./output-texts.ts";

/** The result of a run of the Action. */
export interface Result {
  readonly findings: readonly Finding[];
  /** Findings that the file accepts. */
  readonly accepted?: readonly Finding[];
  readonly remarks: readonly Remark[];
  /** Why the step fails, if no finding says it. */
  readonly failure?: FailureReport | undefined;
  /** Whether every approval that the change asks for is given; missing if that was not decided. */
  readonly approved?: boolean;
  /** Plain text for the log. */
  readonly log: string;
  /** Markdown for the run's page and the comment, above the findings. */
  readonly markdown: readonly string[];
  readonly outputs: Readonly<Record<string, OutputValue>>;
  /** Everything that the run found out, for the file that `report` names. */
  readonly report?: Readonly<Record<string, unknown>>;
}
