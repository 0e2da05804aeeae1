import type { Answer } from "../../findings/answer.ts";
import type { Command, Invocation } from "../command.ts";
import { maxBytesOf, maxBytesOption } from "../max-bytes.ts";

/** `fedc verify`: whether overlays on disk grant what the file says. */
export const verifyCommand: Command = {
  name: "verify",
  summary: "whether the overlays in a folder grant what the file says",
  operand: "[FILE]",
  description: `Reads the overlays in a folder, works out who can call what from them alone, and
compares with FILE (federation.yaml where none is given): finds what an edit by
hand, a patch or a missed build opened or closed, with the call that shows it,
and names every object and field that is not as FILE compiles. It fails unless
each of these edits is one that changes no call and shows nobody a key, such as
tolerations, replicas, source ranges or limits of connections.

An overlay is DIR/CLUSTER/ as fedc build writes it; where its kustomization.yaml
is yours, as kubectl kustomize prints it; or DIR/CLUSTER.yaml, printed before.`,
  options: {
    out: { value: "DIR", description: "where the overlays are (default out)" },
    "max-bytes": maxBytesOption,
  },
  examples: [
    { line: "fedc verify", effect: "the overlays in out/" },
    { line: "fedc verify --out /tmp/live --json", effect: "others, for a program" },
  ],
  exit: ["no call and no key is concerned", "one may be, or the file or the overlays could not be read"],
  async run(invocation: Invocation): Promise<Answer> {
    const { runVerify } = await import("./run.ts");
    const { operand, options } = invocation;
    return runVerify(operand, options.get("out")?.[0] ?? "out", maxBytesOf(invocation));
  },
};
