import type { FederationFile } from "../1-load/federation-file.ts";
import type { Spans } from "../1-load/spans.ts";
import type { Federation } from "../2-resolve/federation.ts";
import type { Explanation, Finding } from "../findings/finding.ts";
import type { ReferenceTime } from "./reference-time.ts";

/** What a rule looks at. */
export interface RuleContext {
  /** Linked and defaulted; names that exist nowhere are left out of it. */
  readonly federation: Federation;
  /** As it was written. */
  readonly file: FederationFile;
  readonly at: Spans;
  /** What certificates are held against. */
  readonly time: ReferenceTime;
  /** Code and severity are the rule's own. */
  report(finding: Omit<Finding, "code" | "severity">): void;
}

/** One way in which entries that are each well shaped do not fit together. */
export interface Rule extends Explanation {
  /** Speaks only where nothing else is an error: what it looks at follows from the rest, and so would what it finds. */
  readonly afterOthers?: true;
  check(context: RuleContext): void;
}
