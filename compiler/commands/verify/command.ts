import type { CommandDeclaration, RequestOf } from "../command.ts";
import { onFile } from "../options.ts";

/** `fedc verify`: whether overlays on disk grant what the file says. */
export const verifyCommand = {
  name: "verify",
  summary: "whether the overlays in a folder grant what the file says",
  description: `Reads the overlays in a folder, works out who can call what from them alone, and
compares that with FILE (federation.yaml if none is given). It finds what an
edit by hand, a patch or a missed build opened or closed, with a call that shows
it, and lists every object and field that differs from what FILE compiles to. It
fails unless every edit is known to change no call and to show nobody a key,
such as tolerations, replicas, source ranges or limits of connections.

An overlay is DIR/CLUSTER/ as fedc build writes it, or, if its
kustomization.yaml is yours, as kubectl kustomize prints it. It may also be
DIR/CLUSTER.yaml, printed before.`,
  ...onFile({
    out: { value: "DIR", default: "out", description: "where the overlays are (default out)" },
  }),
  examples: [
    { line: "fedc verify", effect: "the overlays in out/" },
    { line: "fedc verify --out /tmp/live --json", effect: "others, for a program" },
  ],
  exit: ["no edit changes a call or shows a key", "an edit may, or the file or the overlays could not be read"],
} as const satisfies CommandDeclaration;

export type VerifyRequest = RequestOf<typeof verifyCommand>;
