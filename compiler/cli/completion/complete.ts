import { writtenNames } from "../../1-load/written-names.ts";
import type { NamesOfDumps, NamesOfFile, Option } from "../../commands/command.ts";
import { defaultFile, defaultMaxBytes, readSourceFile } from "../../inputs/federation-input.ts";
import { type Command, commands } from "../commands.ts";
import { commonOptions } from "../options.ts";

/** The candidates for a place of the command line: words with their descriptions, or names that only a shell or the file knows. */
type Candidates = readonly Candidate[] | NamesOfFile | NamesOfDumps | "files" | "folders" | "codes" | "nothing";
type Candidate = readonly [word: string, description?: string];

/**
 * The answer to `fedc __complete`, which the shells' scripts call with the words before the cursor. Each line is a word and its description,
 * after a tab, that may stand in the place of the last word. `:files` and `:folders` stand for what the shell itself completes. The shell also
 * leaves out what does not match the last word.
 */
export async function completed(words: readonly string[]): Promise<string> {
  const candidates = await listed(candidatesFor(words), words);
  return candidates.map((candidate) => `${candidate.join("\t")}\n`).join("");
}

function candidatesFor(words: readonly string[]): Candidates {
  // bash gives `--out=DIR` as three words.
  const before = words.slice(0, -1).filter((word) => word !== "=");
  const last = words.at(-1) ?? "";
  if (before.length === 0) return [...firstWords(), ["--help", "the list of commands"], ["--version", "the version"]];
  const asksHelp = before[0] === "help";
  const [first, second, ...others] = asksHelp ? before.slice(1) : before;
  if (first === undefined) return firstWords();
  const members = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (members.length > 0 && second === undefined) return members.map(({ name, summary }) => [name.slice(first.length + 1), summary]);
  const command = commands.find(({ name }) => name === (members.length > 0 ? `${first} ${second}` : first));
  if (!command || asksHelp) return "nothing";
  return argumentsFor(command, members.length > 0 || second === undefined ? others : [second, ...others], last);
}

/** The first words of all commands, each once, with what it does. */
function firstWords(): readonly Candidate[] {
  const summaries = new Map<string, string>();
  for (const { name, summary } of commands) {
    const [first = "", second] = name.split(" ");
    summaries.set(first, second === undefined ? summary : [summaries.get(first), second].filter(Boolean).join(", "));
  }
  return [...summaries.set("help", "all about a command")];
}

function argumentsFor({ operand = "", options }: Command, before: readonly string[], last: string): Candidates {
  const allOptions = { ...options, ...commonOptions };
  const valueOption = (word: string | undefined) => {
    const name = word?.startsWith("--") ? word.slice(2) : "";
    return Object.hasOwn(allOptions, name) && allOptions[name]?.value !== undefined ? { name, option: allOptions[name] } : undefined;
  };
  const [inline] = /^--[^=]+(?==)/.exec(last) ?? [];
  const expecting = valueOption(inline ?? before.at(-1));
  if (expecting) return valuesOf(expecting.name, expecting.option);
  if (last.startsWith("-"))
    return Object.entries(allOptions).map(([name, { description }]) => [`--${name}`, description.replaceAll("\n", " ")]);
  const given = before.filter((word, index) => !word.startsWith("-") && !valueOption(before[index - 1])).length;
  const operands = operandsOf(operand);
  return operands[Math.min(given, operands.length - 1)] ?? "nothing";
}

function valuesOf(name: string, { value = "", values, names }: Option): Candidates {
  if (values) return values.map((word) => [word]);
  return names ?? (name === "cluster" && !value.includes("=") ? "clusters" : candidatesOf(value));
}

/** One for each word. For `[CLUSTER[/NAMESPACE/ACCOUNT] SERVICE [METHOD PATH]]` these are a cluster, a service and, twice, nothing. */
function operandsOf(operand: string): readonly Candidates[] {
  if (operand.includes("|")) return [operand.split("|").map((word): Candidate => [word])];
  const placeholders = operand.replace(/\[\/[^\]]*\]|[[\]…]/g, "").split(" ");
  return placeholders.map(candidatesOf);
}

function candidatesOf(placeholder: string): Candidates {
  const candidates: Readonly<Record<string, Candidates>> = {
    FILE: "files",
    DIR: "folders",
    CLUSTER: "clusters",
    SERVICE: "services",
    CODE: "codes",
  };
  return candidates[placeholder] ?? "nothing";
}

async function listed(candidates: Candidates, words: readonly string[]): Promise<readonly Candidate[]> {
  if (typeof candidates !== "string") return candidates;
  if (candidates === "nothing") return [];
  if (candidates === "files" || candidates === "folders") return [[`:${candidates}`]];
  if (candidates === "codes") return (await import("../../explanations.ts")).explanations.map(({ code, title }) => [code, title]);
  if (isOfDumps(candidates)) return (await import("./names-in-dumps.ts")).namesInDumps(candidates, words);
  return namesInFile(candidates).map((name) => [name]);
}

function isOfDumps(names: NamesOfFile | NamesOfDumps): names is NamesOfDumps {
  return names.startsWith("standing");
}

/** Names in this folder's file. The list is empty if the file cannot be read, since a completion cannot show an error. */
function namesInFile(kind: NamesOfFile): readonly string[] {
  try {
    const { clusters, groups, services } = writtenNames(readSourceFile(defaultFile, defaultMaxBytes), defaultMaxBytes);
    return { clusters, members: [...clusters, ...groups], services, ends: [...services, ...clusters, ...groups] }[kind];
  } catch {
    return [];
  }
}
