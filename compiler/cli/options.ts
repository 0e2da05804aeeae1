import { parseArgs } from "node:util";
import type { Command, Invocation, Option } from "../commands/command.ts";
import { Failure } from "../findings/failure.ts";
import { didYouMean } from "../findings/suggest.ts";

/** Options that every command has. */
export const commonOptions: Readonly<Record<string, Option>> = {
  json: { description: "one JSON document on standard output, nothing else" },
  help: { description: "this page" },
};

/** Reads what follows the command's name. Throws a Failure for what the command does not know. */
export function readArguments(command: Command, args: readonly string[]): Invocation {
  const known = { ...command.options, ...commonOptions };
  const help = `\`fedc help ${command.name}\` lists what it takes`;
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(known).map(([name, { value }]) => [name, { type: value ? ("string" as const) : ("boolean" as const) }]),
    ),
    strict: false,
    tokens: true,
  });
  const options = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") {
      if (!command.operand) throw new Failure(`\`fedc ${command.name}\` takes no \`${token.value}\``, help);
      if (operands.length === most(command.operand))
        throw new Failure(`\`fedc ${command.name}\` takes ${taken(command.operand)}, not also \`${token.value}\``, help);
      operands.push(token.value);
    } else if (token.kind === "option") {
      const name = token.rawName === "-h" ? "help" : token.name;
      const option = token.rawName.startsWith("--") || name === "help" ? own(known, name) : undefined;
      if (!option) {
        const close = didYouMean(
          token.rawName,
          Object.keys(known).map((key) => `--${key}`),
        );
        throw new Failure(`\`fedc ${command.name}\` has no option \`${token.rawName}\``, close ? `${close} ${help}` : help);
      }
      const values = options.get(name) ?? [];
      if (values.length > 0 && option.value && !option.repeatable) throw new Failure(`\`--${name}\` is given twice`, help);
      options.set(name, [...values, givenValue(name, option, token.value, token.inlineValue === true)]);
    }
  }
  return { operand: operands[0], operands, options };
}

function own(options: Readonly<Record<string, Option>>, name: string): Option | undefined {
  return Object.hasOwn(options, name) ? options[name] : undefined;
}

function givenValue(name: string, option: Option, value: string | undefined, inline: boolean): string {
  if (!option.value) {
    if (value !== undefined) throw new Failure(`\`--${name}\` takes no value`);
    return "";
  }
  if (value === undefined || value === "" || (!inline && value !== "-" && value.startsWith("-"))) {
    throw new Failure(
      `\`--${name}\` needs a value: \`--${name} ${option.value}\``,
      `a value that begins with \`-\` is written \`--${name}=-value\``,
    );
  }
  return value;
}

function most(operand: string): number {
  return operand.includes("…") ? Number.POSITIVE_INFINITY : operand.split(" ").length;
}

function taken(operand: string): string {
  return operand.includes(" ") ? operand : `one ${operand.replace(/[[\]]/g, "")}`;
}
