import type { Command, Option } from "../commands/command.ts";
import { Failure } from "../findings/failure.ts";
import type { Style } from "../findings/formats/style.ts";
import { didYouMean } from "../findings/suggest.ts";
import { commands } from "./commands.ts";
import { commonOptions } from "./options.ts";

/** What words on the command line begin with: a command of one word or two and what follows it, or the first word of several commands alone. */
export type FoundCommand = { readonly command: Command; readonly rest: readonly string[] } | { readonly group: string };

/** The command that words begin with. Throws a Failure where there is none. */
export function commandIn(words: readonly string[]): FoundCommand {
  const [first = "", second = "-"] = words;
  const one = commands.find(({ name }) => name === first);
  if (one) return { command: one, rest: words.slice(1) };
  const two = commands.find(({ name }) => name === `${first} ${second}`);
  if (two) return { command: two, rest: words.slice(2) };
  const members = membersOf(first).map(({ name }) => name.slice(first.length + 1));
  if (members.length === 0) throw unknown("fedc", first, [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? "")), "help"]);
  if (second.startsWith("-")) return { group: first };
  throw unknown(`fedc ${first}`, second, members);
}

function unknown(program: string, name: string, known: readonly string[]): Failure {
  const close = didYouMean(name, known);
  return new Failure(
    `${program === "fedc" ? program : `\`${program}\``} has no command \`${name}\``,
    `${close ? `${close} ` : ""}\`${program} --help\` lists the commands`,
  );
}

function membersOf(group: string): readonly Command[] {
  return commands.filter(({ name }) => name.startsWith(`${group} `));
}

/** The commands that begin with one word. */
export function groupPage(group: string, style: Style): string {
  return `${style("strong", "Usage")}: fedc ${group} COMMAND [options]

${style("strong", "Commands")}
${listed(membersOf(group), style)}

  fedc help ${group} COMMAND    all about a command
`;
}

function listed(some: readonly Command[], style: Style): string {
  const width = Math.max(...some.map(({ name }) => name.length)) + 2;
  return some.map(({ name, summary }) => `  ${style("help", name)}${" ".repeat(width - name.length)}${summary}`).join("\n");
}

/** What fedc is and which commands it has. */
export function overview(style: Style): string {
  return `${style("strong", "fedc")} compiles one federation.yaml into a Kustomize overlay per cluster, so that
named services of one Istio mesh can be used from another. Nothing crosses a
border unless the file says so on both sides.

${style("strong", "Usage")}: fedc COMMAND [options]

${style("strong", "Commands")}
${listed(commands, style)}

  fedc help COMMAND    all about a command
  fedc --version       the version

${style("strong", "Start")}
  fedc init     a federation.yaml with comments that say what to write
  fedc check
  fedc build
`;
}

/** All about one command. */
export function page(command: Command, style: Style): string {
  const options = Object.entries({ ...command.options, ...commonOptions });
  const left = options.map(([name, option]) => `--${name}${option.value ? ` ${option.value}` : ""}`);
  const width = Math.max(...left.map((text) => text.length)) + 2;
  const rows = options.map(([, option], i) => {
    const text = left[i] ?? "";
    return `  ${style("help", text)}${" ".repeat(width - text.length)}${described(option, width + 2)}`;
  });
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

function described(option: Option, indent: number): string {
  return (
    option.description.replaceAll("\n", `\n${" ".repeat(indent)}`) +
    (option.repeatable ? `\n${" ".repeat(indent)}(may be given several times)` : "")
  );
}
