import type { CommandDeclaration, RequestOf } from "../command.ts";
import { editOptions } from "../options.ts";

/** `fedc rename service`: gives a service another name in the federation. */
export const renameService = {
  name: "rename service",
  summary: "give a service another name, wherever the file means it",
  operand: "SERVICE NEW",
  description: `Gives a service another name in federation.yaml: its entry, assertions, and
paths of \`accept\`. Comments and layout stay. If the names around it are sorted,
the entry goes where it sorts. If the result had an error that \`fedc check\`
finds, fedc reports it and writes nothing.

Local names (\`as\`) and local Services stay, so applications notice nothing once
all clusters have the change. The name is part of server names between gateways
and of objects' names, and these change.`,
  options: editOptions,
  examples: [
    { line: "fedc rename service stock inventory --dry-run", effect: "what would be written, as a diff" },
    { line: "fedc rename service stock inventory", effect: "stock is called inventory" },
  ],
} as const satisfies CommandDeclaration;

export type RenameServiceRequest = RequestOf<typeof renameService>;
