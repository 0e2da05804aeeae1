/** One command: its texts for the help, and the options that its request is made from. It does not have code, so the help does not load any. */
export interface CommandDeclaration {
  /** One word, or two for commands that belong together. */
  readonly name: string;
  /** A few words for the list of commands. */
  readonly summary: string;
  /** The words that follow the name: `[FILE]`, `SERVICE`, or any number of them for `[FILE…]`. Those in brackets may be left out. */
  readonly operand?: string;
  /** Several sentences, wrapped by hand at 80 columns. */
  readonly description: string;
  readonly options: Readonly<Record<string, Option>>;
  readonly examples: readonly Example[];
  /** The meanings of the exit statuses 0 and 1. */
  readonly exit?: readonly [fine: string, notFine: string];
}

/** Names that a value can have in federation.yaml. `members` are clusters and groups, `ends` are clusters, groups and services. */
export type NamesOfFile = "clusters" | "members" | "services" | "ends";

/** Names that a value can have in the dump of the cluster that the command line names. */
export type NamesOfDumps = "standingServices" | "standingPorts" | "standingAccounts";

export interface Option {
  /** The placeholder of the value, such as `DIR`. A switch has none. */
  readonly value?: string;
  /** Every value that is possible, if these are a few words. */
  readonly values?: readonly string[];
  /** The names that complete the value. For the placeholder `CLUSTER` these are clusters unless it says otherwise. */
  readonly names?: NamesOfFile | NamesOfDumps;
  readonly repeatable?: boolean;
  readonly required?: boolean;
  /** The value if the option is not given. */
  readonly default?: unknown;
  /** Turns the text into what the command works with. Throws a Failure for a text that makes no sense. */
  readonly parse?: (written: string) => unknown;
  readonly description: string;
}

export interface Example {
  readonly line: string;
  readonly effect: string;
}

/** The arguments of a command. `--dry-run` becomes `dryRun`: a boolean for a switch, a list for an option that is repeatable. */
export type RequestOf<Declaration extends CommandDeclaration> = {
  readonly operands: readonly string[];
} & {
  readonly [Name in keyof Declaration["options"] as CamelCase<Name & string>]: ValueOf<Declaration["options"][Name]>;
};

type ValueOf<Given extends Option> = Given extends { value: string }
  ? Given extends { repeatable: true }
    ? readonly Parsed<Given>[]
    : Given extends { required: true } | { default: unknown }
      ? Parsed<Given>
      : Parsed<Given> | undefined
  : boolean;

type Parsed<Given extends Option> = Given extends { parse: (written: string) => infer Value } ? Value : string;

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<CamelCase<Rest>>}` : Name;

export function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
