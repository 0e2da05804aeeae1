import type { CommandDeclaration, RequestOf } from "../command.ts";
import { maxBytesOption } from "../options.ts";

/** `fedc trust inspect`: the certificates, and who trusts them for which names. */
export const trustInspect = {
  name: "trust inspect",
  summary: "what roots there are, and who trusts them for which names",
  operand: "[FILE…]",
  description: `Shows every certificate under \`trust.roots\` of FILE (federation.yaml if none
is given, standard input for -): its owner, its key, how long it is valid, what
it may do, which clusters use it, which gateways and meshes trust it for which
names, and who else can sign with its key. It reports findings about roots as
\`fedc check\` does, and leaves out other mistakes in the file.

FILE may also hold certificates of any kind in PEM form. Private keys are an
error, and are never shown. Writes nothing and opens no connection.`,
  options: { "max-bytes": maxBytesOption },
  examples: [
    { line: "fedc trust inspect", effect: "the roots that federation.yaml names" },
    { line: "fedc trust inspect trust/*.pem", effect: "files of certificates" },
    { line: "fedc trust inspect --json", effect: "the same for a program" },
  ],
  exit: ["nothing is wrong with the roots", "a root is wrong, or a file could not be read"],
} as const satisfies CommandDeclaration;

export type TrustInspectRequest = RequestOf<typeof trustInspect>;
