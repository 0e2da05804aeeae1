import { parseArgs } from "node:util";
import { type CommandDeclaration, camelCase, type Option } from "../commands/command.ts";
import { Failure } from "../findings/failure.ts";
import { didYouMean } from "../findings/suggest.ts";
import type { UntypedRequest } from "./commands.ts";

/** Options that every command has. */
export const commonOptions: Readonly<Record<string, Option>> = {
  json: { description: "one JSON document on standard output, nothing else" },
  help: { description: "this page" },
};

/** Reads the words that follow the command's name; undefined if they ask for help. Throws a Failure for words that the command does not take. */
export function readArguments(command: CommandDeclaration, args: readonly string[]): UntypedRequest | undefined {
  const help = `\`fedc help ${command.name}\` shows what it takes`;
  const { operands, values } = splitArguments(command, args, help);
  if (values.has("help")) return undefined;
  const options = Object.entries(command.options);
  const missing = [
    ...(operands.length === 0 && command.operand && !command.operand.startsWith("[") ? [command.operand] : []),
    ...options.flatMap(([name, option]) => (option.required && !values.has(name) ? [`--${name} ${option.value}`] : [])),
  ];
  if (missing.length > 0) throw new Failure(`\`fedc ${command.name}\` needs ${missing.map((word) => `\`${word}\``).join(", ")}`, help);
  const request = options.map(([name, option]) => [camelCase(name), requestValue(option, values.get(name))]);
  return { operands, ...Object.fromEntries(request) };
}

/** The operands, and the values per option. A switch has the value "". */
function splitArguments(command: CommandDeclaration, args: readonly string[], help: string) {
  const allOptions = { ...command.options, ...commonOptions };
  const types = Object.entries(allOptions).map(([name, { value }]) => [name, { type: value ? "string" : "boolean" }] as const);
  const { tokens } = parseArgs({ args: [...args], options: Object.fromEntries(types), strict: false, tokens: true });
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") {
      if (!command.operand) throw new Failure(`\`fedc ${command.name}\` does not take \`${token.value}\``, help);
      if (operands.length === maxOperands(command.operand))
        throw new Failure(`\`fedc ${command.name}\` takes ${taken(command.operand)}, not also \`${token.value}\``, help);
      operands.push(token.value);
    } else if (token.kind === "option") {
      const name = token.rawName === "-h" ? "help" : token.name;
      const isLong = token.rawName.startsWith("--") || name === "help";
      const option = isLong && Object.hasOwn(allOptions, name) ? allOptions[name] : undefined;
      if (!option) throw unknownOption(command, token.rawName, Object.keys(allOptions), help);
      const given = values.get(name) ?? [];
      if (given.length > 0 && option.value && !option.repeatable) throw new Failure(`\`--${name}\` is given twice`, help);
      values.set(name, [...given, givenValue(name, option, token.value, token.inlineValue === true)]);
    }
  }
  return { operands, values };
}

function unknownOption({ name }: CommandDeclaration, written: string, names: readonly string[], help: string): Failure {
  const options = names.map((option) => `--${option}`);
  return new Failure(`\`fedc ${name}\` has no option \`${written}\``, [didYouMean(written, options), help].filter(Boolean).join(" "));
}

function givenValue(name: string, option: Option, value: string | undefined, inline: boolean): string {
  if (!option.value) {
    if (value !== undefined) throw new Failure(`\`--${name}\` takes no value`);
    return "";
  }
  if (value === undefined || value === "" || (!inline && value !== "-" && value.startsWith("-"))) {
    throw new Failure(
      `\`--${name}\` needs a value: \`--${name} ${option.value}\``,
      `to give a value that begins with \`-\`, write \`--${name}=-value\``,
    );
  }
  return value;
}

function requestValue({ value, repeatable, default: fallback, parse = (text) => text }: Option, given: readonly string[] = []): unknown {
  if (!value) return given.length > 0;
  if (repeatable) return given.map(parse);
  return given[0] === undefined ? fallback : parse(given[0]);
}

function maxOperands(operand: string): number {
  return operand.includes("…") ? Number.POSITIVE_INFINITY : operand.split(" ").length;
}

function taken(operand: string): string {
  return operand.includes(" ") ? operand : `one ${operand.replace(/[[\]]/g, "")}`;
}
