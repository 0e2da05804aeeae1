import type { Paint } from "../findings/formats/paint.ts";
import { didYouMean } from "../findings/suggest.ts";
import type { Command, Option } from "./command.ts";
import { commands } from "./commands.ts";
import { Failure } from "./failure.ts";
import { commonOptions } from "./options.ts";

/** The command of that name. Throws a Failure where there is none. */
export function commandNamed(name: string): Command {
  const found = commands.find((command) => command.name === name);
  if (found) return found;
  const close = didYouMean(name, [...commands.map((command) => command.name), "help"]);
  throw new Failure(`fedc has no command \`${name}\``, `${close ? `${close} ` : ""}\`fedc --help\` lists the commands`);
}

/** What fedc is and which commands it has. */
export function overview(paint: Paint): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return `${paint("strong", "fedc")} compiles one federation.yaml into a Kustomize overlay per cluster, so that
named services of one Istio mesh can be used from another. Nothing crosses a
border unless the file says so on both sides.

${paint("strong", "Usage")}: fedc COMMAND [options]

${paint("strong", "Commands")}
${commands.map(({ name, summary }) => `  ${paint("help", name)}${" ".repeat(width - name.length)}${summary}`).join("\n")}

  fedc help COMMAND    all about a command
  fedc --version       the version

${paint("strong", "Start")}: write a federation.yaml (\`federation.example.yaml\` shows how), then
  fedc check
  fedc build
`;
}

/** All about one command. */
export function page(command: Command, paint: Paint): string {
  const options = Object.entries({ ...command.options, ...commonOptions });
  const left = options.map(([name, option]) => `--${name}${option.value ? ` ${option.value}` : ""}`);
  const width = Math.max(...left.map((text) => text.length)) + 2;
  const rows = options.map(([, option], i) => {
    const text = left[i] ?? "";
    return `  ${paint("help", text)}${" ".repeat(width - text.length)}${described(option, width + 2)}`;
  });
  return `${paint("strong", "Usage")}: fedc ${[command.name, command.operand, "[options]"].filter(Boolean).join(" ")}

${command.description}

${paint("strong", "Options")}
${rows.join("\n")}

${paint("strong", "Examples")}
${command.examples.map(({ line, effect }) => `  ${paint("help", line)}\n      ${effect}`).join("\n")}

${paint("strong", "Exit status")}
  0  fine
  1  not fine: wrong input, or it could not be done; nothing was changed
`;
}

function described(option: Option, indent: number): string {
  return (
    option.description.replaceAll("\n", `\n${" ".repeat(indent)}`) +
    (option.repeatable ? `\n${" ".repeat(indent)}(may be given several times)` : "")
  );
}
