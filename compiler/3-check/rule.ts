import type { FederationFile } from "../1-load/federation-file.ts";
import type { Spans } from "../1-load/spans.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { Explanation, Finding } from "../findings/finding.ts";
import type { ReferenceTime } from "./reference-time.ts";

export interface RuleContext {
  /** Linked, with defaults, and without names that do not exist. */
  readonly federation: Federation;
  /** As it was written. */
  readonly file: FederationFile;
  readonly at: Spans;
  readonly time: ReferenceTime;
  /** Adds a finding with the code and severity of the rule. */
  report(finding: Omit<Finding, "code" | "severity">): void;
}

/** A check for one way in which entries contradict each other although each of them is well formed. */
export interface Rule extends Explanation {
  /** The rule runs only if no error was found: its findings would otherwise follow from that error. */
  readonly afterOthers?: true;
  check(context: RuleContext): void;
}
