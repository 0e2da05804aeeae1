import type { CommandDeclaration, RequestOf } from "../command.ts";
import { inventoryOption, oneWordOf, onFile } from "../options.ts";

const formats = ["text", "markdown"] as const;

/** `fedc diff`: everything that a change does, and whose approval it asks for. */
export const diff = {
  name: "diff",
  summary: "what changed, for those who decide on it, then the objects",
  description: `Compiles FILE (federation.yaml if none is given, standard input for -) and
compares it with what is live: the overlays in a folder (--out, which is out
unless you say otherwise), FILE at a git revision (--base), or the branches that
clusters follow (--live), with the tokens of \`fedc publish\`. Writes nothing,
and opens a connection only with --live.

The report has up to seven sections: access (gained, widened, narrowed, lost),
trust, boundary, traffic, guarantees, delivery, and claims about the mesh. Each
entry has its line, its values before and after, and the owners whose approval
it asks for: of clusters and services on both sides, as they were and as they
are; for trust, of everyone who trusts. Owners whose callers lose something are
informed. Then come the objects, by cluster and file, with their values.

Only --base compares everything: it follows a file, clusters and services that
got other names. Rely on it for approvals, since anyone who can change FILE can
also build overlays. Overlays do not say which federation.yaml they were made
from. Against them, only access that is gained asks for approval, and the other
sections show objects.`,
  ...onFile({
    base: { value: "REVISION", description: "compare with FILE at this revision of its git repository" },
    out: { value: "DIR", description: "compare with the overlays in this folder (default out)" },
    live: { description: "compare with the repositories that clusters follow" },
    inventory: inventoryOption,
    "require-approval": { description: "fail if an approval that is asked for is missing" },
    approved: { value: "OWNER", repeatable: true, description: "this owner has approved, written as in FILE" },
    format: {
      value: "FORMAT",
      values: formats,
      parse: oneWordOf("format", formats),
      default: "text",
      description: "text (default), or markdown for a comment",
    },
    "detailed-exitcode": { description: "exit with 2 if something changed" },
  }),
  examples: [
    { line: "fedc diff", effect: "what the next build changes in out/" },
    { line: "fedc diff --base origin/main", effect: "what a branch changes" },
    {
      line: "fedc diff --base origin/main --require-approval --approved @org/shop",
      effect: "for CI: fails until every owner that is asked has approved",
    },
    { line: "fedc diff --base origin/main --format markdown", effect: "for a comment on a pull request or merge request" },
    { line: "fedc diff --detailed-exitcode --json", effect: "for a program: 0 nothing changed, 2 something did" },
  ],
  exit: ["the differences were printed", "wrong input, or an approval is missing (--require-approval)"],
} as const satisfies CommandDeclaration;

export type DiffRequest = RequestOf<typeof diff>;
