import type { Command, NamesOfFile, Option } from "../../commands/command.ts";
import { commonOptions } from "../options.ts";

/** What can stand in a place of the command line: words, or what only the shell or the file knows. */
export type Completes = readonly string[] | NamesOfFile | "files" | "folders" | "codes" | "nothing";

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** What stands behind the command, word by word; of several words the last stands for all that follow. */
  readonly operands: readonly Completes[];
  readonly options: readonly CompletedOption[];
}

export interface CompletedOption {
  readonly name: string;
  readonly description: string;
  /** Missing for a switch. */
  readonly value: Completes | undefined;
}

/** What can be completed, by the commands' own descriptions. */
export function completedCommands(commands: readonly Command[]): readonly CompletedCommand[] {
  return commands.map(({ name, summary, operand = "", options }) => ({
    name,
    summary,
    operands: operandsOf(operand),
    options: Object.entries({ ...options, ...commonOptions }).map(([option, { value, values, names, description }]) => ({
      name: option,
      description: description.replaceAll("\n", " "),
      value: value === undefined ? undefined : (values ?? names ?? completesOf(option, value)),
    })),
  }));
}

/** The first words of commands that have two, with the second ones. */
export function groupsOf(commands: readonly CompletedCommand[]): ReadonlyMap<string, readonly CompletedCommand[]> {
  const groups = new Map<string, CompletedCommand[]>();
  for (const command of commands) {
    const [first = "", second] = command.name.split(" ");
    if (second !== undefined) groups.set(first, [...(groups.get(first) ?? []), command]);
  }
  return groups;
}

/** What the first word can be, each once, with what it does. */
export function firstWords(commands: readonly CompletedCommand[]): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const { name, summary } of commands) {
    const [first = "", second] = name.split(" ");
    words.set(first, second === undefined ? summary : [words.get(first), second].filter(Boolean).join(", "));
  }
  return words.set("help", "all about a command");
}

export function secondWords(members: readonly CompletedCommand[]): readonly string[] {
  return members.map(({ name }) => name.split(" ")[1] ?? "");
}

/** A shell's cases for what may follow an option, by the command and the option. */
export function valueCases(commands: readonly CompletedCommand[], offer: (what: Completes) => string): readonly string[] {
  return commands.flatMap(({ name, options }) =>
    options.flatMap(({ name: option, value }) => (value === undefined ? [] : [`    "${name} --${option}") ${offer(value)}; return ;;`])),
  );
}

/** Options that take a value which stands in a word of its own. */
export function optionsWithValue({ options }: CompletedCommand): readonly string[] {
  return options.filter(({ value }) => value !== undefined).map(({ name }) => `--${name}`);
}

/** `CLUSTER[/NAMESPACE/ACCOUNT] SERVICE [METHOD PATH]` is a cluster, then a service, then what nobody can know. */
function operandsOf(operand: string): readonly Completes[] {
  if (operand.includes("|")) return [operand.split("|")];
  const words = operand.replace(/\[\/[^\]]*\]/g, "").split(" ");
  return words.map((word) => meant(word.replace(/[[\]…]/g, "")));
}

function completesOf(name: string, value: NonNullable<Option["value"]>): Completes {
  return name === "cluster" && !value.includes("=") ? "clusters" : meant(value);
}

function meant(word: string): Completes {
  const kinds: Readonly<Record<string, Completes>> = {
    FILE: "files",
    DIR: "folders",
    CLUSTER: "clusters",
    SERVICE: "services",
    CODE: "codes",
  };
  return kinds[word] ?? "nothing";
}
