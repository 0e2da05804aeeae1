import { printable } from "../findings/formats/printable.ts";
import type { Answer, FailureReport } from "./command.ts";
import { Failure } from "./failure.ts";
import { commandNamed, overview, page } from "./help.ts";
import { readArguments } from "./options.ts";
import { printJson, printText } from "./print.ts";
import { version } from "./version.ts";

/** Does what the command line says and prints the answer. Gives the exit status; never throws. */
export async function run(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  const json = args.slice(0, args.includes("--") ? args.indexOf("--") : undefined).includes("--json");
  const print = (answer: Answer) => {
    if (json) printJson(first?.startsWith("-") ? undefined : first, answer);
    else printText(answer);
    return answer.ok ? 0 : 1;
  };
  try {
    return print(await answered(first, rest));
  } catch (error) {
    return print({ ok: false, findings: [], failure: failureOf(error) });
  }
}

async function answered(first: string | undefined, rest: readonly string[]): Promise<Answer> {
  if (first === undefined) return { ok: false, findings: [], text: overview, failure: { message: "no command is given" } };
  if (first === "--version") return told(() => `${version()}\n`, { fedc: version() });
  if (first === "--help" || first === "-h" || first === "help") {
    const name = rest.find((argument) => !argument.startsWith("-"));
    if (name === undefined) return told(overview);
    const command = commandNamed(name);
    return told((paint) => page(command, paint));
  }
  if (first.startsWith("-"))
    throw new Failure(`fedc has no option \`${first}\``, "the command comes first: `fedc --help` lists the commands");
  const command = commandNamed(first);
  const invocation = readArguments(command, rest);
  return invocation.options.has("help") ? told((paint) => page(command, paint)) : command.run(invocation);
}

function told(text: NonNullable<Answer["text"]>, fields: Readonly<Record<string, unknown>> = {}): Answer {
  return { ok: true, findings: [], text, fields };
}

/** What an error tells the user. One that nobody foresaw is ours, and its stack is for those who ask for it. */
function failureOf(error: unknown): FailureReport {
  if (error instanceof Failure) return error.report;
  if (isSystemError(error))
    return { message: `${error.syscall} failed: ${error.message}`, help: "the disk, its permissions or the system is in the way" };
  if (process.env.FEDC_DEBUG === "1") process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  const message = printable(error instanceof Error ? error.message : String(error)).slice(0, 500);
  return {
    message: `this is a bug in fedc: ${message}`,
    help: "please report it, with what `FEDC_DEBUG=1 fedc …` prints; nothing in your file can be blamed for it",
  };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "code" in error;
}
