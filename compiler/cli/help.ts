import type { CommandDeclaration, Option } from "../commands/command.ts";
import { Failure } from "../findings/failure.ts";
import type { Style } from "../findings/formats/style.ts";
import { didYouMean } from "../findings/suggest.ts";
import { type Command, commands } from "./commands.ts";
import { commonOptions } from "./options.ts";

/** The beginning of a command line: a command and the words that follow it, or a word that several commands begin with. */
type FoundCommand = { readonly command: Command; readonly rest: readonly string[] } | { readonly group: string };

/** The command that a command line begins with. Throws a Failure if it does not exist. */
export function commandIn(words: readonly string[]): FoundCommand {
  const [first = "", second = "-"] = words;
  const command = commands.find(({ name }) => name === first || name === `${first} ${second}`);
  if (command) return { command, rest: words.slice(command.name.split(" ").length) };
  const members = membersOf(first).map(({ name }) => name.slice(first.length + 1));
  if (members.length === 0) throw unknown("fedc", first, [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? "")), "help"]);
  if (second.startsWith("-")) return { group: first };
  throw unknown(`fedc ${first}`, second, members);
}

function unknown(program: string, name: string, names: readonly string[]): Failure {
  const help = [didYouMean(name, names), `\`${program} --help\` lists the commands`].filter(Boolean).join(" ");
  return new Failure(`${program === "fedc" ? program : `\`${program}\``} has no command \`${name}\``, help);
}

function membersOf(group: string): readonly Command[] {
  return commands.filter(({ name }) => name.startsWith(`${group} `));
}

/** The help page of a command, or the list of a group's commands. */
export function helpOn(found: FoundCommand): (style: Style) => string {
  return (style) => ("group" in found ? groupPage(found.group, style) : page(found.command, style));
}

function groupPage(group: string, style: Style): string {
  return `${style("strong", "Usage")}: fedc ${group} COMMAND [options]

${style("strong", "Commands")}
${listOf(membersOf(group), style)}

  fedc help ${group} COMMAND    all about a command
`;
}

function listOf(members: readonly CommandDeclaration[], style: Style): string {
  const width = Math.max(...members.map(({ name }) => name.length)) + 2;
  return members.map(({ name, summary }) => row(name, summary, width, style)).join("\n");
}

/** A description of fedc, and the list of its commands. */
export function overview(style: Style): string {
  return `${style("strong", "fedc")} compiles one federation.yaml into a Kustomize overlay per cluster, so that
named services of one Istio mesh can be used from another. Nothing crosses a
border unless the file says so on both sides.

${style("strong", "Usage")}: fedc COMMAND [options]

${style("strong", "Commands")}
${listOf(commands, style)}

  fedc help COMMAND    all about a command
  fedc --version       the version

${style("strong", "Start")}
  fedc init     a federation.yaml with comments that say what to write
  fedc check
  fedc build
`;
}

function page(command: CommandDeclaration, style: Style): string {
  const options = Object.entries({ ...command.options, ...commonOptions });
  const labelOf = ([name, { value }]: (typeof options)[number]) => `--${name}${value ? ` ${value}` : ""}`;
  const width = Math.max(...options.map((option) => labelOf(option).length)) + 2;
  const rows = options.map((option) => row(labelOf(option), described(option[1], width + 2), width, style));
  const [fine, notFine] = command.exit ?? ["fine", "not fine: wrong input, or it could not be done; nothing was changed"];
  return `${style("strong", "Usage")}: fedc ${[command.name, command.operand, "[options]"].filter(Boolean).join(" ")}

${command.description}

${style("strong", "Options")}
${rows.join("\n")}

${style("strong", "Examples")}
${command.examples.map(({ line, effect }) => `  ${style("help", line)}\n      ${effect}`).join("\n")}

${style("strong", "Exit status")}
  0  ${fine}
  1  ${notFine}
${"detailed-exitcode" in command.options ? "  2  fine, and something changed (--detailed-exitcode)\n" : ""}`;
}

function row(label: string, text: string, width: number, style: Style): string {
  return `  ${style("help", label)}${" ".repeat(width - label.length)}${text}`;
}

function described({ description, repeatable }: Option, indent: number): string {
  const lines = repeatable ? `${description}\n(may be given several times)` : description;
  return lines.replaceAll("\n", `\n${" ".repeat(indent)}`);
}
