import type { Answer } from "../findings/answer.ts";
import { Failure } from "../findings/failure.ts";
import type { Paint } from "../findings/formats/paint.ts";
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
    return print({ ok: false, findings: [], failure: failureOf(error) });
  }
}

async function answered(args: readonly string[]): Promise<Answer> {
  const [first, ...others] = args;
  if (first === undefined) return { ok: false, findings: [], text: overview, failure: { message: "no command is given" } };
  if (first === "--version") return told(() => `${version()}\n`, { fedc: version() });
  if (first === "--help" || first === "-h" || first === "help") {
    const words = others.filter((argument) => !argument.startsWith("-"));
    if (words.length === 0) return told(overview);
    const asked = commandIn(words);
    return told((paint) => helpOn(asked, paint));
  }
  if (first.startsWith("-"))
    throw new Failure(`fedc has no option \`${first}\``, "the command comes first: `fedc --help` lists the commands");
  const found = commandIn(args);
  if ("group" in found) {
    const text = (paint: Paint) => helpOn(found, paint);
    if (others.some((argument) => argument === "--help" || argument === "-h")) return told(text);
    return { ok: false, findings: [], text, failure: { message: `no command of \`fedc ${found.group}\` is given` } };
  }
  const invocation = readArguments(found.command, found.rest);
  return invocation.options.has("help") ? told((paint) => helpOn(found, paint)) : found.command.run(invocation);
}

function helpOn(found: FoundCommand, paint: Paint): string {
  return "group" in found ? groupPage(found.group, paint) : page(found.command, paint);
}

/** What the document for programs says was run: a command, or the word that should have been one. */
function nameIn(args: readonly string[]): string | undefined {
  const [first] = args;
  if (first === undefined || first.startsWith("-")) return undefined;
  return commands.find(({ name }) => name === args.slice(0, 2).join(" "))?.name ?? first;
}

function told(text: NonNullable<Answer["text"]>, fields: Readonly<Record<string, unknown>> = {}): Answer {
  return { ok: true, findings: [], text, fields };
}
