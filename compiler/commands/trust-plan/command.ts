import type { Answer } from "../../findings/answer.ts";
import type { Command, Invocation } from "../command.ts";
import { maxBytesOf, maxBytesOption } from "../max-bytes.ts";

/** `fedc trust plan`: which step of which rotation of a root a file is, and what comes next. */
export const trustPlan: Command = {
  name: "trust plan",
  summary: "the steps by which roots are replaced without losing a call",
  operand: "[FILE]",
  description: `Compares the roots that FILE (federation.yaml where none is given, - is standard
input) names with what stands, and says for each that changes or is on its way
which step of a rotation it is in, what has to be true in which cluster before
the next one, and what to write then.

  step 1  the new certificate is added, \`incoming\`: everyone trusts both
  step 2  it is \`active\`, the old one \`retiring\`: its owners sign by it
  step 3  the old one is taken away

What stands is FILE and its roots at a git revision (--base), or the overlays in
a folder (--out, which is out where neither is given). Overlays tell what is
trusted, not what signs. Writes nothing and opens no connection.

Refused is what would cut calls off: a root replaced at once (FED501), one taken
away that signs (FED502), one that signs before everyone trusts it (FED503).`,
  options: {
    base: { value: "REVISION", description: "compare with FILE at this revision of its git repository" },
    out: { value: "DIR", description: "compare with the overlays in this folder (default out)" },
    "allow-outage": { description: "tell what would cut calls off as a warning, and do not\nfail" },
    "max-bytes": maxBytesOption,
  },
  examples: [
    { line: "fedc trust plan", effect: "federation.yaml against the overlays in out/" },
    { line: "fedc trust plan --base origin/main", effect: "against what is on the main branch: for a pull request" },
    { line: "fedc trust plan --base HEAD --json", effect: "the same for a program" },
  ],
  exit: ["told, and no step cuts a call off", "wrong input, or a change would cut calls off"],
  async run({ operand, options, ...invocation }: Invocation): Promise<Answer> {
    const { runTrustPlan } = await import("./run.ts");
    return runTrustPlan({
      file: operand,
      base: options.get("base")?.[0],
      folder: options.get("out")?.[0],
      allowOutage: options.has("allow-outage"),
      maxBytes: maxBytesOf({ operand, options, ...invocation }),
    });
  },
};
