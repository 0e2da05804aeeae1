import type { Answer } from "../../findings/answer.ts";
import type { Command, Invocation } from "../command.ts";
import { maxBytesOf, maxBytesOption } from "../max-bytes.ts";

/** `fedc diff`: what a change does, to access and to objects, and whose approval it asks for. */
export const diff: Command = {
  name: "diff",
  summary: "what changed: who may call what, then the objects",
  operand: "[FILE]",
  description: `Compiles FILE (federation.yaml where none is given, standard input for -) and
compares with what stands: the overlays in a folder (--out, which is out where
nothing else is said), FILE as it was at a git revision (--base), or what the
branches hold that clusters follow (--live), with the tokens of \`fedc publish\`.
Writes nothing, and opens a connection with --live only.

Access comes first: gained, widened, narrowed, lost. Approval is asked of the
\`owner\` of each cluster and service that gives more, and of the cluster whose
callers get more; owners whose callers lose something are told. With --base,
former owners are asked too, which is what approvals should rest on: whoever
changes FILE can build overlays. Then come the objects, by cluster and file.

Overlays do not say which federation.yaml they were made from: they are asked
what FILE speaks of and what their objects name. What is gained is told in full;
of what is lost, --base tells all.`,
  options: {
    base: { value: "REVISION", description: "compare with FILE at this revision of its git repository" },
    out: { value: "DIR", description: "compare with the overlays in this folder (default out)" },
    live: { description: "compare with the repositories that clusters follow" },
    "require-approval": { description: "fail where an approval that is asked for is not given" },
    approved: { value: "OWNER", repeatable: true, description: "this owner has approved, written as in FILE" },
    "detailed-exitcode": { description: "exit with 2 where something changed" },
    "max-bytes": maxBytesOption,
  },
  examples: [
    { line: "fedc diff", effect: "what the next build changes in out/" },
    { line: "fedc diff --base origin/main", effect: "what a branch changes" },
    {
      line: "fedc diff --base origin/main --require-approval --approved @org/shop",
      effect: "for CI: fails until every owner that is asked has approved",
    },
    { line: "fedc diff --detailed-exitcode --json", effect: "for a program: 0 nothing changed, 2 something did" },
  ],
  exit: ["told, whatever changed", "wrong input, or an approval is missing (--require-approval)"],
  async run(invocation: Invocation): Promise<Answer> {
    const { runDiff } = await import("./run.ts");
    const { operand, options } = invocation;
    return runDiff({
      file: operand,
      base: options.get("base")?.[0],
      folder: options.get("out")?.[0],
      live: options.has("live"),
      requireApproval: options.has("require-approval"),
      approved: options.get("approved") ?? [],
      detailedExitCode: options.has("detailed-exitcode"),
      maxBytes: maxBytesOf(invocation),
    });
  },
};
