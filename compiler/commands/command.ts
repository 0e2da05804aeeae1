import type { Answer } from "../findings/answer.ts";

/** One command: what the help says about it, and what it does. Its libraries are loaded when it runs, not before. */
export interface Command {
  /** One word, or two where several commands belong together. */
  readonly name: string;
  /** A few words for the list of commands. */
  readonly summary: string;
  /** `[FILE]`, `[CODE]`; as many as it has words, and any number for `[FILE…]`. */
  readonly operand?: string;
  /** What it does, wrapped by hand at 80 columns. */
  readonly description: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly Example[];
  /** What the exit statuses 0 and 1 mean here, where it is not `fine` and `not fine` alone. */
  readonly exit?: readonly [fine: string, notFine: string];
  run(invocation: Invocation): Promise<Answer>;
}

/** `members` are clusters and groups, `ends` clusters and services. */
export type NamesOfFile = "clusters" | "members" | "services" | "ends";

export interface Option {
  /** What stands for the value, such as `DIR`; missing for a switch. */
  readonly value?: string;
  /** All that the value can be, where it is one of a few words. */
  readonly values?: readonly string[];
  /** Names of federation.yaml that the value can be; those of clusters for the value `CLUSTER`, unless said otherwise. */
  readonly names?: NamesOfFile;
  readonly repeatable?: boolean;
  readonly description: string;
}

export interface Example {
  readonly line: string;
  readonly effect: string;
}

/** What was asked for on the command line. */
export interface Invocation {
  readonly operand?: string | undefined;
  /** All of them, where a command takes several. */
  readonly operands: readonly string[];
  /** Per option the values given; a switch has one empty value. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}
