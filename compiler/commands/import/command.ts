import type { CommandDeclaration, RequestOf } from "../command.ts";

/** `fedc import`: a draft of federation.yaml from a federation by hand. */
export const importCommand = {
  name: "import",
  summary: "draft a federation.yaml from hand-made objects",
  operand: "DIR…",
  description: `Reads dumps of two or more clusters that hand-made objects connect, and writes a
draft of federation.yaml: who exposes what, who calls it under which name, with
which methods and paths. Each DIR holds a folder or a file per cluster, or is
given as CLUSTER=DIR; \`fedc inventory --print-commands\` prints how to make them.

It follows each local name by VirtualServices, Gateways, DestinationRules and
policies to the load balancer of another dumped cluster, or to the gateway there
that serves the name. Comments in the draft say which object each entry comes
from, and FILL IN marks what no dump tells. The report lists what could not be
carried over, what may be called by hand beside what may be called by the draft,
and which hand-made objects to remove when. Opens no connection.`,
  options: {
    name: { value: "NAME", default: "federation", description: "the name of the federation (default federation)" },
    out: { value: "FILE", default: "federation.yaml", description: "the file to write; it must not exist\n(default federation.yaml)" },
    "dry-run": { description: "write nothing, print the draft before the report" },
  },
  examples: [
    { line: "fedc import dumps", effect: "dumps/shop/ and dumps/warehouse/ to federation.yaml" },
    { line: "fedc import shop=../shop-gitops warehouse=../wh-gitops --dry-run", effect: "print the draft" },
  ],
  exit: ["a draft was written, or printed", "nothing was found, or it could not be written"],
} as const satisfies CommandDeclaration;

export type ImportRequest = RequestOf<typeof importCommand>;
