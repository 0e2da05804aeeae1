import type { CommandDeclaration, RequestOf } from "../command.ts";
import { onFile } from "../options.ts";

/** `fedc diff`: what a change does, to access and to objects, and whose approval it asks for. */
export const diff = {
  name: "diff",
  summary: "what changed: who may call what, then the objects",
  description: `Compiles FILE (federation.yaml if none is given, standard input for -) and
compares it with what is live: the overlays in a folder (--out, which is out
unless you say otherwise), FILE at a git revision (--base), or the branches that
clusters follow (--live), with the tokens of \`fedc publish\`. Writes nothing,
and opens a connection only with --live.

Access comes first: gained, widened, narrowed, lost. The change needs approval
by the \`owner\` of each cluster and service that gives more, and of the cluster
whose callers get more; owners whose callers lose something are informed. With
--base, former owners are asked too. Rely on that for approvals: anyone who
can change FILE can also build overlays. Then come the objects, by cluster and
file.

Overlays do not say which federation.yaml they were made from. So fedc asks them
about what FILE names and what their objects name. It tells everything that is
gained; only --base tells everything that is lost.`,
  ...onFile({
    base: { value: "REVISION", description: "compare with FILE at this revision of its git repository" },
    out: { value: "DIR", description: "compare with the overlays in this folder (default out)" },
    live: { description: "compare with the repositories that clusters follow" },
    "require-approval": { description: "fail if an approval that is asked for is missing" },
    approved: { value: "OWNER", repeatable: true, description: "this owner has approved, written as in FILE" },
    "detailed-exitcode": { description: "exit with 2 if something changed" },
  }),
  examples: [
    { line: "fedc diff", effect: "what the next build changes in out/" },
    { line: "fedc diff --base origin/main", effect: "what a branch changes" },
    {
      line: "fedc diff --base origin/main --require-approval --approved @org/shop",
      effect: "for CI: fails until every owner that is asked has approved",
    },
    { line: "fedc diff --detailed-exitcode --json", effect: "for a program: 0 nothing changed, 2 something did" },
  ],
  exit: ["the differences were printed", "wrong input, or an approval is missing (--require-approval)"],
} as const satisfies CommandDeclaration;

export type DiffRequest = RequestOf<typeof diff>;
