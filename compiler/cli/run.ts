import type { Answer } from "../findings/answer.ts";
import { Failure } from "../findings/failure.ts";
import type { Style } from "../findings/formats/style.ts";
import { commands } from "./commands.ts";
import { failureOf } from "./failure-of.ts";
import { commandIn, type FoundCommand, groupPage, overview, page } from "./help.ts";
import { readArguments } from "./options.ts";
import { printJson, printText } from "./print.ts";
import { version } from "./version.ts";

/** Does what the command line says and prints the answer. Gives the exit status; never throws. */
export async function run(args: readonly string[]): Promise<number> {
  const json = args.slice(0, args.includes("--") ? args.indexOf("--") : undefined).includes("--json");
  const print = (answer: Answer) => {
    if (json) printJson(nameIn(args), answer);
    else printText(answer);
    if (!answer.ok) return 1;
    return answer.changed ? 2 : 0;
  };
  try {
    return print(await answered(args));
  } catch (error) {
    return print({ ok: false, findings: error instanceof Failure ? error.findings : [], failure: failureOf(error) });
  }
}

async function answered(args: readonly string[]): Promise<Answer> {
  const [first, ...others] = args;
  if (first === undefined) return { ok: false, findings: [], text: overview, failure: { message: "no command is given" } };
  if (first === "--version") return reported(() => `${version()}\n`, { fedc: version() });
  if (first === "--help" || first === "-h" || first === "help") {
    const words = others.filter((argument) => !argument.startsWith("-"));
    if (words.length === 0) return reported(overview);
    const asked = commandIn(words);
    return reported((style) => helpOn(asked, style));
  }
  if (first.startsWith("-"))
    throw new Failure(`fedc has no option \`${first}\``, "the command comes first: `fedc --help` lists the commands");
  const found = commandIn(args);
  if ("group" in found) {
    const text = (style: Style) => helpOn(found, style);
    if (others.some((argument) => argument === "--help" || argument === "-h")) return reported(text);
    return { ok: false, findings: [], text, failure: { message: `no command of \`fedc ${found.group}\` is given` } };
  }
  const invocation = readArguments(found.command, found.rest);
  return invocation.options.has("help") ? reported((style) => helpOn(found, style)) : found.command.run(invocation);
}

function helpOn(found: FoundCommand, style: Style): string {
  return "group" in found ? groupPage(found.group, style) : page(found.command, style);
}

/** What the document for programs says was run: a command, or the word that should have been one. */
function nameIn(args: readonly string[]): string | undefined {
  const [first] = args;
  if (first === undefined || first.startsWith("-")) return undefined;
  return commands.find(({ name }) => name === args.slice(0, 2).join(" "))?.name ?? first;
}

function reported(text: NonNullable<Answer["text"]>, fields: Readonly<Record<string, unknown>> = {}): Answer {
  return { ok: true, findings: [], text, fields };
}
