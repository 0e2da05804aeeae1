import type { Place } from "./source.ts";

/** `error` stops the build, `warning` does not, and `note` is a reminder of something that was written on purpose. */
export type Severity = "error" | "warning" | "note";

/** One remark about what the user wrote. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** One matter-of-fact sentence in lower case without a full stop, with the user's words in backticks. */
  readonly message: string;
  /** The smallest text that is wrong; missing if there is none. */
  readonly at?: Place | undefined;
  /** A second place that explains the first, with its message. */
  readonly related?: { readonly at: Place; readonly message: string } | undefined;
  /** Advice for the user. */
  readonly help?: string | undefined;
  /** The reason for which the file accepts it; undefined if it does not. */
  readonly accepted?: string | undefined;
  /** The line must not be printed: it may hold a secret. */
  readonly secret?: boolean | undefined;
  /** Others like it were left out. */
  readonly more?: boolean | undefined;
}

/** The page about a code, for `fedc explain`. Every code has one. */
export interface Explanation {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  /** The mistake, in one or two sentences. Plain text, wrapped by hand at 80 columns, as the other two. */
  readonly finds: string;
  /** The harm that the mistake does, and to whom. */
  readonly why: string;
  /** A wrong entry beside the right one, or the way to find it. */
  readonly example: string;
}

/** The page below its title, for tools that show plain text. */
export function pageText({ finds, why, example }: Explanation): string {
  return `What it finds\n\n${finds}\n\nWhy it matters\n\n${why}\n\nExample\n\n${example}`;
}

/** The findings that are shown, and those that the file accepts, which are counted. */
export interface ReportedFindings {
  readonly findings: readonly Finding[];
  readonly accepted: readonly Finding[];
}

/** A collection of findings. */
export class Findings {
  readonly #all: Finding[] = [];

  add(finding: Finding): void {
    this.#all.push(finding);
  }

  get hasErrors(): boolean {
    return this.#all.some((finding) => finding.severity === "error");
  }

  /** Those that the file does not accept, sorted by severity (errors first), then by place. An answer that shows them needs `reported`. */
  sorted(): readonly Finding[] {
    return this.reported().findings;
  }

  /** The same, with those that it accepts beside them. */
  reported(): ReportedFindings {
    return {
      findings: inOrder(this.#all.filter(({ accepted }) => accepted === undefined)),
      accepted: inOrder(this.#all.filter(({ accepted }) => accepted !== undefined)),
    };
  }
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const rank = { error: 0, warning: 1, note: 2 };
  return findings.toSorted(
    (a, b) =>
      rank[a.severity] - rank[b.severity] ||
      compare(a.at?.source.name ?? "", b.at?.source.name ?? "") ||
      (a.at?.start ?? -1) - (b.at?.start ?? -1) ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  );
}

/** Compares by code units, which is the same in every locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
