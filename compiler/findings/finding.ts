import type { Place } from "./source.ts";

/** `error` stops the build; `warning` does not; `note` reminds of what was written on purpose. */
export type Severity = "error" | "warning" | "note";

/** One thing to tell the user about what was written. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** One matter-of-fact sentence in lower case without a full stop; the user's words in backticks. */
  readonly message: string;
  /** The smallest guilty text; missing where there is none. */
  readonly at?: Place | undefined;
  /** A second place that belongs to it, with what it shows. */
  readonly related?: { readonly at: Place; readonly message: string } | undefined;
  /** What to do about it. */
  readonly help?: string | undefined;
  /** The guilty line must not be printed: it may hold a secret. */
  readonly secret?: boolean | undefined;
  /** Others like it were left out: there are more than are listed. */
  readonly more?: boolean | undefined;
}

/** What a code means, for `fedc explain`: everything that can be found has one of these. */
export interface Explanation {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  /** The mistake, in one or two sentences. Plain text, wrapped by hand at 80 columns, as the other two. */
  readonly finds: string;
  /** What would go wrong, and for whom. */
  readonly why: string;
  /** A wrong entry beside the right one, or the way to find out. */
  readonly example: string;
}

/** The page under its title, as `fedc explain` and other tools show it. */
export function pageText({ finds, why, example }: Explanation): string {
  return `What it finds\n\n${finds}\n\nWhy it matters\n\n${why}\n\nExample\n\n${example}`;
}

/** Collects what is found. */
export class Findings {
  readonly #all: Finding[] = [];

  add(finding: Finding): void {
    this.#all.push(finding);
  }

  get hasErrors(): boolean {
    return this.#all.some((finding) => finding.severity === "error");
  }

  /** In the order of severity (errors first), then of the text. */
  sorted(): readonly Finding[] {
    const rank = { error: 0, warning: 1, note: 2 };
    return this.#all.toSorted(
      (a, b) =>
        rank[a.severity] - rank[b.severity] ||
        compare(a.at?.source.name ?? "", b.at?.source.name ?? "") ||
        (a.at?.start ?? -1) - (b.at?.start ?? -1) ||
        compare(a.code, b.code) ||
        compare(a.message, b.message),
    );
  }
}

/** Order by code units: the same in every locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
