import type { Answer } from "../../findings/answer.ts";
import { renameIn } from "../renaming.ts";
import type { RenameServiceRequest } from "./command.ts";

/** Gives a service another name. Throws a Failure, and writes nothing, if the file would be wrong with it. */
export function runRenameService(request: RenameServiceRequest): Answer {
  return renameIn(request, "service", (from, to) => [
    "local names (`as`) and local Services stay as they are",
    `server names and hosts between gateways change: \`${from}.…\` becomes \`${to}.…\`, which firewalls and`,
    "clusters that configure themselves may know; so do names of objects and files",
  ]);
}
