import type { Answer } from "../../findings/answer.ts";
import type { Command, Invocation } from "../command.ts";
import { maxBytesOf, maxBytesOption } from "../max-bytes.ts";

/** `fedc trust inspect`: what certificates there are, and who believes them for which names. */
export const trustInspect: Command = {
  name: "trust inspect",
  summary: "what roots there are, and who trusts them for which names",
  operand: "[FILE…]",
  description: `Shows every certificate under \`trust.roots\` of FILE (federation.yaml where none
is given, standard input for -): its owner, its key, how long it is valid, what
it may do, which clusters use it, which gateways and meshes trust it for which
names, and who else can vouch with its key. What is wrong with a root is told as
by \`fedc check\`; other mistakes in the file do not matter here.

FILE may also hold certificates in PEM form, of any kind. Private keys are an
error, and are never shown. Writes nothing and opens no connection.`,
  options: { "max-bytes": maxBytesOption },
  examples: [
    { line: "fedc trust inspect", effect: "the roots that federation.yaml names" },
    { line: "fedc trust inspect trust/*.pem", effect: "files of certificates" },
    { line: "fedc trust inspect --json", effect: "the same for a program" },
  ],
  exit: ["told, and nothing is wrong with the roots", "a root is wrong, or a file could not be read"],
  async run(invocation: Invocation): Promise<Answer> {
    const { runTrustInspect } = await import("./run.ts");
    return runTrustInspect(invocation.operands, maxBytesOf(invocation));
  },
};
