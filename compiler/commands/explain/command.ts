import type { CommandDeclaration, RequestOf } from "../command.ts";

/** `fedc explain`: a page about one finding, or the list of all. */
export const explain = {
  name: "explain",
  summary: "a page about one finding, or a list of them all",
  operand: "[CODE]",
  description: `Prints what a finding means: what it finds, why it matters, and an example. The
code stands in brackets in front of every finding. Without a code, lists all of
them.`,
  options: {},
  examples: [
    { line: "fedc explain FED301", effect: "all about that finding" },
    { line: "fedc explain", effect: "every code with its title" },
    { line: "fedc explain --json", effect: "the same for a program, with the pages" },
  ],
  exit: ["printed", "there is no such finding"],
} as const satisfies CommandDeclaration;

export type ExplainRequest = RequestOf<typeof explain>;
