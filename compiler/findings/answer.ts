import type { Finding } from "./finding.ts";
import type { Style } from "./formats/style.ts";

/** The answer of a command, for people and for programs. */
export interface Answer {
  readonly ok: boolean;
  /** Whether something changed, if the user wants that as an exit status. */
  readonly changed?: boolean;
  /** Whether the command ended before everything was through, which is no error. */
  readonly unfinished?: boolean;
  readonly findings: readonly Finding[];
  /** Findings that the file accepts. They are counted, and only programs get them. */
  readonly accepted?: readonly Finding[];
  /** The text for people, on standard output. Ends in a line break. */
  text?(style: Style): string;
  /** The command's own fields in the JSON document for programs. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Remarks that are not mistakes in the file, on standard error. */
  readonly warnings?: readonly Remark[];
  /** Why the command failed, if findings do not say it. */
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
