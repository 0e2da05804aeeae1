import type { Answer } from "../../findings/answer.ts";
import type { Command, Invocation } from "../command.ts";
import { maxBytesOf, maxBytesOption } from "../max-bytes.ts";

/** `fedc access`: who may call what. */
export const access: Command = {
  name: "access",
  summary: "who may call what across clusters",
  operand: "[FILE]",
  description: `Compiles FILE (federation.yaml where none is given, standard input for -) and
tells from the objects that come out, not from the file, who may call what:
callers, methods, paths, shares and the order of a failover. Every local name is
asked by everyone whom the file or an object names, and by somebody beside them.

With --base it tells only what changed since a git revision: gained, widened,
narrowed, lost. Writes nothing and opens no connection.`,
  options: {
    from: { value: "CALLER", names: "clusters", description: "CLUSTER or CLUSTER/NAMESPACE/ACCOUNT: its calls only", repeatable: true },
    to: { value: "NAME", names: "ends", description: "calls of this service, or to this cluster, only", repeatable: true },
    base: { value: "REVISION", description: "what changed since FILE was as at this revision" },
    "max-bytes": maxBytesOption,
  },
  examples: [
    { line: "fedc access", effect: "all of it" },
    { line: "fedc access --from shop/default/web", effect: "what one caller may call" },
    { line: "fedc access --base origin/main", effect: "what a branch gives and takes" },
  ],
  exit: ["told, even where nobody may call anything", "wrong input"],
  async run(invocation: Invocation): Promise<Answer> {
    const { runAccess } = await import("./run.ts");
    const { operand, options } = invocation;
    const filter = { from: options.get("from") ?? [], to: options.get("to") ?? [] };
    return runAccess({ file: operand, filter, base: options.get("base")?.[0], maxBytes: maxBytesOf(invocation) });
  },
};
