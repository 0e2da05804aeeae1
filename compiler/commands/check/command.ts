import type { Answer } from "../../findings/answer.ts";
import type { Command, Invocation } from "../command.ts";
import { maxBytesOf, maxBytesOption } from "../max-bytes.ts";

/** `fedc check`: every finding, nothing written. */
export const checkCommand: Command = {
  name: "check",
  summary: "every finding in a federation.yaml, and what to do about it",
  operand: "[FILE]",
  description: `Reads FILE (federation.yaml where none is given, standard input for -) and tells
everything that is wrong with it: each finding with its code, its place, the
line underlined, and what to do. Writes nothing and opens no connection.

Roots that FILE names by \`file:\` are read from FILE's folder. SOURCE_DATE_EPOCH,
where it is set, is the time that certificates are held against.`,
  options: { "max-bytes": maxBytesOption },
  examples: [
    { line: "fedc check", effect: "check federation.yaml" },
    { line: "fedc check teams/federation.yaml --json", effect: "one JSON document, for a program" },
    { line: "git show HEAD:federation.yaml | fedc check -", effect: "check what was committed" },
  ],
  exit: ["no errors; warnings and notes are told all the same", "errors were found, or the file could not be read"],
  async run(invocation: Invocation): Promise<Answer> {
    const { runCheck } = await import("./run.ts");
    return runCheck(invocation.operand, maxBytesOf(invocation));
  },
};
