import type { Answer } from "../../findings/answer.ts";
import { renameIn } from "../renaming.ts";
import type { RenameClusterRequest } from "./command.ts";

/** Gives a cluster another name. Throws a Failure, and writes nothing, if the file would be wrong with it. */
export function runRenameCluster(request: RenameClusterRequest): Answer {
  return renameIn(request, "cluster", (from, to) => [
    "its hostname, identities, repository and local names stay as they are",
    `server names and hosts of its calls change: \`….${from}.…\` becomes \`….${to}.…\`, which firewalls and`,
    "clusters that configure themselves may know; so do names of objects and files",
    `its overlay is written to the folder \`${to}\` of the output; \`${from}\` is no longer written`,
  ]);
}
