import type { CommandDeclaration, RequestOf } from "../command.ts";
import { editOptions } from "../options.ts";

/** `fedc rename cluster`: gives a cluster another name in the federation. */
export const renameCluster = {
  name: "rename cluster",
  summary: "give a cluster another name, wherever the file means it",
  operand: "CLUSTER NEW",
  description: `Gives a cluster another name in federation.yaml: its entry, groups, pairs,
\`expose\`, \`allow\`, \`consume\`, routes, failover, assertions and paths of
\`accept\`. Comments and layout stay. If the names around an entry are sorted, it
goes where it sorts. If the result had an error that \`fedc check\` finds, fedc
reports it and writes nothing.

Its hostname, identities, repository and local names stay. The name is part of
server names where the cluster consumes, of objects' names, and of its folder in
the output, and these change.`,
  options: editOptions,
  examples: [
    { line: "fedc rename cluster shop store --dry-run", effect: "what would be written, as a diff" },
    { line: "fedc rename cluster shop store", effect: "shop is called store" },
  ],
} as const satisfies CommandDeclaration;

export type RenameClusterRequest = RequestOf<typeof renameCluster>;
