import type { Answer } from "../findings/answer.ts";
import { Failure } from "../findings/failure.ts";
import { clearProgress, listenToProgress } from "../findings/progress.ts";
import { version } from "../inputs/version.ts";
import { commands } from "./commands.ts";
import { failureOf } from "./failure-of.ts";
import { commandIn, helpOn, overview } from "./help.ts";
import { readArguments } from "./options.ts";
import { printJson, printText } from "./print.ts";
import { hasLine, transientLine } from "./transient-line.ts";

/** Carries out a command line and prints the answer. Returns the exit status; never throws. */
export async function run(args: readonly string[]): Promise<number> {
  const json = args[0] !== "__complete" && args.slice(0, args.includes("--") ? args.indexOf("--") : undefined).includes("--json");
  if (!json && hasLine(process.stderr)) listenToProgress(transientLine(process.stderr));
  const print = (answer: Answer) => {
    clearProgress();
    if (json) printJson(nameIn(args), answer);
    else printText(answer);
    if (!answer.ok) return 1;
    return answer.changed || answer.unfinished ? 2 : 0;
  };
  try {
    return print(await answerTo(args));
  } catch (error) {
    return print({ ok: false, findings: error instanceof Failure ? error.findings : [], failure: failureOf(error) });
  }
}

async function answerTo(args: readonly string[]): Promise<Answer> {
  const [first, ...words] = args;
  if (first === undefined) return { ok: false, findings: [], text: overview, failure: { message: "no command is given" } };
  if (first === "--version") return answerOf(() => `${version()}\n`, { fedc: version() });
  if (first === "__complete") {
    const { completed } = await import("./completion/complete.ts");
    const lines = await completed(words);
    return answerOf(() => lines);
  }
  if (first === "--help" || first === "-h" || first === "help") {
    const names = words.filter((word) => !word.startsWith("-"));
    return answerOf(names.length === 0 ? overview : helpOn(commandIn(names)));
  }
  if (first.startsWith("-"))
    throw new Failure(`fedc has no option \`${first}\``, "the command comes first: `fedc --help` lists the commands");
  const found = commandIn(args);
  if ("group" in found) {
    if (words.some((word) => word === "--help" || word === "-h")) return answerOf(helpOn(found));
    return { ok: false, findings: [], text: helpOn(found), failure: { message: `no command of \`fedc ${found.group}\` is given` } };
  }
  const request = readArguments(found.command, found.rest);
  return request ? found.command.run(request) : answerOf(helpOn(found));
}

/** The name in the JSON document: a command, or the word that should have been one. */
function nameIn(args: readonly string[]): string | undefined {
  const [first] = args;
  if (first === undefined || first.startsWith("-")) return undefined;
  return commands.find(({ name }) => name === args.slice(0, 2).join(" "))?.name ?? first;
}

function answerOf(text: NonNullable<Answer["text"]>, fields: Readonly<Record<string, unknown>> = {}): Answer {
  return { ok: true, findings: [], text, fields };
}
