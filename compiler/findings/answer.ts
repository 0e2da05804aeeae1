import type { Finding } from "./finding.ts";
import type { Style } from "./formats/style.ts";

/** What a command has to say, to people and to programs. */
export interface Answer {
  readonly ok: boolean;
  /** Fine, and something differs, where that was asked for as an exit status. */
  readonly changed?: boolean;
  readonly findings: readonly Finding[];
  /** For people, on standard output. Ends in a line break. */
  text?(style: Style): string;
  /** For programs: the command's own fields of the JSON document. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** What is worth knowing and is no fault of the file, on standard error. */
  readonly warnings?: readonly Remark[];
  /** Why it could not be done, where that is no finding. */
  readonly failure?: FailureReport;
}

/** A sentence, and what to do about it. */
export interface Remark {
  readonly message: string;
  readonly help?: string;
}

export interface FailureReport extends Remark {
  readonly reasons?: readonly Remark[];
}
