import type { CommandDeclaration, RequestOf } from "../command.ts";
import { onFile } from "../options.ts";

/** `fedc check`: every finding, nothing written. */
export const checkCommand = {
  name: "check",
  summary: "every finding in a federation.yaml, and what to do about it",
  description: `Reads FILE (federation.yaml if none is given, standard input for -) and tells
everything that is wrong with it: each finding with its code, its place, the
line underlined, and what to do. Writes nothing and opens no connection.

Roots that FILE names by \`file:\` are read from FILE's folder. If
SOURCE_DATE_EPOCH is set, certificates are checked against that time.`,
  ...onFile({}),
  examples: [
    { line: "fedc check", effect: "check federation.yaml" },
    { line: "fedc check teams/federation.yaml --json", effect: "one JSON document, for a program" },
    { line: "git show HEAD:federation.yaml | fedc check -", effect: "check what was committed" },
  ],
  exit: ["no errors; there may be warnings and notes", "errors were found, or the file could not be read"],
} as const satisfies CommandDeclaration;

export type CheckRequest = RequestOf<typeof checkCommand>;
